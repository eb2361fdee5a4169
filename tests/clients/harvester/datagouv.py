"""The program of data.gouv.fr (udata), with its database in memory: it harvests a catalogue that an instance wrote.

Argument: the file. Nothing is fetched.
"""

import logging
import sys

import mongoengine.connection
import mongomock

# Before udata connects.
mongoengine.connection.MongoClient = mongomock.MongoClient

from udata.app import create_app
from udata.core.contact_point.models import ContactPoint
from udata.core.dataset.constants import UpdateFrequency
from udata.core.dataset.models import Dataset, License
from udata.core.organization.models import Organization
from udata.harvest.backends.dcat import DcatBackend
from udata.harvest.models import HarvestSource
from udata.settings import Defaults

BASE = "https://social.example.org/"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


class Settings(Defaults):
    TESTING = True
    SERVER_NAME = "localhost"
    DEFAULT_LANGUAGE = "fr"
    MONGODB_HOST = MONGODB_HOST_TEST = "mongodb://localhost/udata"
    CACHE_TYPE = "flask_caching.backends.SimpleCache"
    SECRET_KEY = API_TOKEN_SECRET = SECURITY_PASSWORD_SALT = "of a test, and of nothing else"
    URLS_ALLOW_LOCAL = True


class Answer:
    """What the web would answer to whoever asks for the file."""

    def __init__(self, text):
        self.text = text

    def raise_for_status(self):
        pass


class Catalogue(DcatBackend):
    """The harvester, with a file in place of the web."""

    def get(self, url, **_):
        with open(sys.argv[1], encoding="utf-8") as file:
            return Answer(file.read())


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found!r}, not {expected!r}")


logging.disable(logging.CRITICAL)
application = create_app(Settings)
with application.app_context():
    licence = License(id="lov2", title="Licence Ouverte", url=LICENCE).save()
    owner = Organization(name="Le Val", description="Ce qui est décrit ici.").save()
    source = HarvestSource(name="Le Val", url=BASE + "catalogue.ttl", backend="dcat", organization=owner).save()
    for run in ("dry", "whole"):
        job = Catalogue(source, dryrun=run == "dry").harvest()
        expect(f"the {run} run", (job.status, [error.message for error in job.errors]), ("done", []))
        told = {item.remote_id: item for item in job.items}
        expect("data sets", sorted(told), [BASE + "offers/", BASE + "organizations/"])
        for item in told.values():
            expect(item.remote_id, (item.status, [error.message for error in item.errors]), ("done", []))
        organizations, offers = (told[BASE + name].dataset for name in ("organizations/", "offers/"))
        expect("title", organizations.title.endswith(" – Le Val"), True)
        expect("description", organizations.description.endswith("(1)"), True)
        expect("tags", len(organizations.tags) > 0, True)
        expect("licence", organizations.license, licence)
        expect("frequency", organizations.frequency, UpdateFrequency.IRREGULAR)
        harvest = organizations.harvest
        expect("page", harvest.remote_url, BASE + "organizations/")
        expect("dates", harvest.issued_at is not None and harvest.modified_at is not None, True)
        resources = {resource.url: (resource.format, resource.mime) for resource in organizations.resources}
        expect(
            "resources",
            resources,
            {
                BASE + "organizations/#turtle": ("rdf_turtle", "text/turtle"),
                BASE + "organizations/#json-ld": ("json_ld", "application/ld+json"),
                BASE + "api/elements.json": ("json", "application/json"),
            },
        )
        expect("resources of what is on no map", len(offers.resources), 2)
    expect("stored", Dataset.objects.count(), 2)
    roles = sorted(contact.role for contact in ContactPoint.objects)
    expect("who is to be asked", roles, ["contact", "publisher"])
print("all of it")
