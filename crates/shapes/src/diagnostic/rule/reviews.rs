//! Reviews: who contests is answered, and nobody reviews themselves.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, object};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, individual, property};
use oxrdf::TermRef;

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    for review in look.instances(class::COHERENCE_REVIEW) {
        let reviewed = look.nodes(review, property::REVIEWS);
        if look.says(review, property::VERDICT, individual::CONTESTS) && !look.has(review, property::ANSWER) {
            let about = reviewed.first().map_or_else(|| look.called(review), |reviewed| look.called(*reviewed));
            found.push(
                look.about_property(Code::ContestedWithoutAnswer, review, property::ANSWER).with("reviewed", about),
            );
        }
        // Who is described, and who acts, where it is an action that is reviewed.
        let concerned: Vec<_> = reviewed
            .iter()
            .flat_map(|reviewed| {
                let described =
                    look.document(*reviewed).into_iter().flat_map(|document| document.own(property::DESCRIBES));
                let described = described.filter_map(|term| match term {
                    TermRef::NamedNode(node) => Some(node),
                    TermRef::BlankNode(_) | TermRef::Literal(_) => None,
                });
                described.chain(look.nodes(*reviewed, property::ACTOR))
            })
            .collect();
        for statement in look.saying(review, property::ACTOR) {
            if object(statement).is_some_and(|actor| concerned.contains(&actor)) {
                found.push(look.about_statement(Code::OwnReview, statement));
            }
        }
    }
}
