//! What goes on while everybody asks.

use super::rules::{Doc, Frozen, Own};
use super::world::{CONTAINERS, ELSEWHERE, World};
use jiff::SignedDuration;
use model::release::Texts;
use model::{Expected, Iri};
use registry::{ReleaseOrder, ToldContent};

impl World {
    /// Something happens.
    pub(crate) async fn meanwhile(&mut self) {
        self.server.clock().advance(SignedDuration::from_secs(1));
        let doc = self.dice.below(self.model.docs.len());
        let may_change = self.model.is_there(doc) && !self.model.group_documents.contains(&doc);
        match self.dice.below(20) {
            0..8 => {
                if may_change {
                    let words = [self.dice.word('n'), self.dice.word('t')];
                    let own = self.any_audience_in(self.doc(doc).container);
                    let mut new = Doc { own, words, names_owner: false, ..self.doc(doc).clone() };
                    if self.dice.below(3) == 0 {
                        new.links = self.any_links(new.container);
                        new.links.retain(|(_, to)| *to != doc);
                    }
                    self.write(doc, new).await;
                }
            }
            8..10 => {
                if may_change && self.doc(doc).container != ELSEWHERE {
                    let owner = self.dice.below(10);
                    let words = [self.dice.word('n'), self.dice.word('t')];
                    let new = Doc { owner, words, names_owner: true, ..self.doc(doc).clone() };
                    self.write(doc, new).await;
                }
            }
            10..14 => {
                let (group, person) = (self.dice.below(2), self.dice.below(10));
                if self.model.groups[group].contains(&person) {
                    self.leave(group, person).await;
                } else {
                    self.join(group, person).await;
                }
            }
            14 => {
                let lent = self.callers.iter().any(|caller| caller.rights.guest_of == Some(doc));
                if may_change && self.doc(doc).container == ELSEWHERE {
                    self.told(doc, ToldContent::Gone).await;
                    self.ended(doc);
                } else if may_change && !lent {
                    let iri = Iri::parse(&self.iri(doc)).unwrap();
                    self.registry.delete(&self.registry.operator(), &iri, Expected::Present, None).await.unwrap();
                    self.ended(doc);
                }
            }
            15..18 => {
                let (container, _) = self.dice.pick(&CONTAINERS);
                let new = self.any(container);
                self.write(self.model.docs.len(), new).await;
            }
            _ => self.release().await,
        }
    }

    /// Releases a description.
    async fn release(&mut self) {
        let there = (0..self.model.docs.len()).filter(|doc| self.doc(*doc).container == "codes");
        let there: Vec<usize> = there.filter(|doc| self.model.is_there(*doc)).collect();
        let of = self.dice.pick(&there);
        let (operator, iri) = (self.registry.operator(), Iri::parse(&self.iri(of)).unwrap());
        let order = ReleaseOrder {
            name: Texts::new(),
            description: Texts::new(),
            convention: None,
            expected: Expected::Present,
        };
        let released = self.registry.release(&operator, &iri, order).await.unwrap();
        let release = self.registry.read_release(&operator, &iri, released.number).await.unwrap();
        let mut members = Vec::new();
        for member in &release.manifest.members {
            let frozen = (0..self.model.docs.len()).find(|doc| self.iri(*doc) == member.document.as_str()).unwrap();
            // It is told to all who read the description.
            for who in self.callers.iter().map(|caller| &caller.rights).filter(|who| self.model.sees(who, of)) {
                assert!(self.model.sees(who, frozen), "{} is in a release of {iri}", member.document);
            }
            members.push((frozen, self.doc(frozen).clone()));
        }
        let (audiences, owner) = (self.model.audiences(of), self.doc(of).owner);
        self.model.releases.push(Frozen { of, number: released.number, audiences, owner, members });
    }

    /// Ends what was made by the way.
    pub(crate) async fn tidy(&mut self) {
        for address in std::mem::take(&mut self.by_the_way) {
            let iri = Iri::parse(&address).unwrap();
            self.registry.delete(&self.registry.operator(), &iri, Expected::Present, None).await.unwrap();
        }
    }

    /// A document as it would be after somebody wrote other words and another audience.
    pub(crate) fn rewritten(&self, doc: usize, words: &[String; 2], own: Own) -> Doc {
        let version = self.doc(doc).version + 1;
        Doc { own, words: words.clone(), names_owner: false, version, ..self.doc(doc).clone() }
    }
}
