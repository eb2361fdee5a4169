//! Reviews: who contests is answered, and nobody reviews themselves.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, object};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, individual, property};

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
        let is_concerned = |actor| {
            reviewed.iter().any(|reviewed| {
                let document = look.document(*reviewed).map(|document| document.iri().as_named_node());
                document.is_some_and(|document| look.says(document, property::DESCRIBES, actor))
                    || look.says(*reviewed, property::ACTOR, actor)
            })
        };
        for statement in look.saying(review, property::ACTOR) {
            if object(statement).is_some_and(is_concerned) {
                found.push(look.about_statement(Code::OwnReview, statement));
            }
        }
    }
}
