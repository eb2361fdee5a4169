//! Every interface, one file for each: a later one adds its file and a line here.

use super::case::Interface;

mod account; // accounts, groups, invitations
mod acl; // who may do what, as Web Access Control says it
mod bundle; // a description with what belongs to it
mod container; // pages of containers, their counts and entity tags
mod create; // PUT and POST of what is new, bundles, annexes
mod delete;
mod document; // GET and HEAD in every format
mod edit; // the text in a browser, links to edit
mod elsewhere; // what a peer told
mod erasure; // what erasing would take
mod feeds; // what changed
mod forks; // copies, offers, versions put back
mod grammar; // forms, shapes, the ontology
mod graphs; // one by one, all together, and counted
mod history; // versions and differences
mod home; // how many documents there are
mod lists; // all that is open, in formats of others
mod matching; // what goes with an offer
mod neighbours; // comments and receipts
mod options;
mod page; // who points here
mod patch; // in three formats, with conditions
mod release; // lists, manifests, files
mod replace; // PUT on what is there
mod report; // what shapes say
mod search; // what is found, and counted
mod sparql; // questions about one document
mod sparql_all; // questions about all of them
mod update; // of what is closed, and that asks what is closed
mod validator; // entity tags and dates

pub(crate) const INTERFACES: &[Interface] = &[
    account::INTERFACE,
    acl::INTERFACE,
    bundle::INTERFACE,
    container::INTERFACE,
    create::INTERFACE,
    delete::INTERFACE,
    document::INTERFACE,
    edit::INTERFACE,
    elsewhere::INTERFACE,
    erasure::INTERFACE,
    feeds::INTERFACE,
    forks::INTERFACE,
    grammar::INTERFACE,
    graphs::INTERFACE,
    history::INTERFACE,
    home::INTERFACE,
    lists::INTERFACE,
    matching::INTERFACE,
    neighbours::INTERFACE,
    options::INTERFACE,
    page::INTERFACE,
    patch::INTERFACE,
    release::INTERFACE,
    replace::INTERFACE,
    report::INTERFACE,
    search::INTERFACE,
    sparql::INTERFACE,
    sparql_all::INTERFACE,
    update::INTERFACE,
    validator::INTERFACE,
];
