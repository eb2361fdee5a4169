use super::*;
use crate::claim::{HandOver, Spent};
use crate::rig::{Rig, iri, put};
use crate::{Commit, Receipt};
use model::Role;

const BOUNDS: MailBounds = MailBounds { claim: 2, address: 3, host: 4, account: 5, all: 6 };
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

struct Mails {
    rig: Rig,
    lea: AccountId,
}

impl Mails {
    async fn new() -> Self {
        let rig = Rig::new().await;
        rig.commit(["a", "b", "c"].map(|name| put(&format!("organizations/{name}"), "1"))).await.unwrap();
        let lea = rig.journal.account("lea@a.example", Role::Contributor).await.unwrap();
        Self { rig, lea }
    }

    async fn ask(&self, document: &str, account: AccountId, address: &str) -> Result<Timestamp, ClaimRefusal> {
        let order = MailOrder {
            document: iri(&format!("organizations/{document}")),
            account,
            host: address.split_once('@').unwrap().1.to_owned(),
            address: address.to_owned(),
            bounds: BOUNDS,
        };
        self.rig.journal.order_mail(order).await
    }

    /// The letter of the only mail that is due.
    async fn letter(&self) -> CodeLetter {
        let due = self.rig.journal.due_mails(9).await.unwrap();
        assert_eq!(due.len(), 1, "{due:?}");
        self.rig.journal.draw_code(due[0]).await.unwrap().unwrap()
    }

    async fn enter(&self, code: &str) -> CodeTry {
        self.rig.journal.try_code(&iri("organizations/a"), self.lea, code, 3).await.unwrap()
    }

    async fn hand_over(&self, code: OpenCode) -> Result<Receipt, ClaimRefusal> {
        let writes = vec![put("organizations/a", "1").anyway().owned_by(self.lea)];
        let order = HandOver {
            was: self.rig.writer,
            account: self.lea,
            way: "mail".into(),
            place: Some(code.host.clone()),
            spends: Some(Spent::Code(code)),
            commit: Commit { by: self.lea, reason: None, writes },
        };
        self.rig.journal.hand_over(order).await
    }

    async fn state(&self) -> Option<Mailed> {
        self.rig.journal.mailed(&iri("organizations/a"), self.lea).await.unwrap()
    }

    /// Where mails are to go, as the table has it.
    async fn addresses(&self) -> Vec<Option<String>> {
        let rows = sqlx::query_scalar("SELECT address FROM claim_mails ORDER BY number");
        rows.fetch_all(self.rig.journal.readers()).await.unwrap()
    }
}

#[tokio::test]
async fn a_code_is_sent_entered_and_spent() {
    let mails = Mails::new().await;
    assert_eq!(mails.state().await, None);
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    assert_eq!(mails.state().await, Some(Mailed::Waits));
    let letter = mails.letter().await;
    assert_eq!(
        (letter.address.as_str(), letter.asks.as_str(), letter.attempt),
        ("contact@b.example", "lea@a.example", 1)
    );
    assert_eq!((letter.code.len(), letter.code.matches('-').count()), (14, 2), "{}", letter.code);
    mails.rig.journal.mail_left(letter.number).await.unwrap();
    assert_eq!(mails.state().await, Some(Mailed::Sent(letter.expires)));
    assert_eq!(mails.addresses().await, [None], "it is kept no longer than it is needed");
    assert!(mails.rig.journal.due_mails(9).await.unwrap().is_empty());

    assert_eq!(mails.enter("AAAA-AAAA-AAAA").await, CodeTry::Wrong(2));
    let typed = format!(" {} ", letter.code.to_lowercase().replace('-', " "));
    let CodeTry::Right(code) = mails.enter(&typed).await else { panic!("{typed}") };
    assert_eq!(code.host, "b.example");
    mails.hand_over(code.clone()).await.unwrap();
    let claim = mails.rig.journal.standing_claim(&iri("organizations/a")).await.unwrap().unwrap();
    assert_eq!((claim.way.as_str(), claim.place.as_deref()), ("mail", Some("b.example")));
    assert_eq!(mails.enter(&letter.code).await, CodeTry::NoCode);
    assert!(matches!(mails.hand_over(code).await, Err(ClaimRefusal::Claimed(_))));
}

#[tokio::test]
async fn a_code_that_moved_meanwhile_hands_nothing_over() {
    let mails = Mails::new().await;
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    let letter = mails.letter().await;
    let CodeTry::Right(code) = mails.enter(&letter.code).await else { panic!() };
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    assert!(matches!(mails.hand_over(code.clone()).await, Err(ClaimRefusal::NoCode)), "another takes its place");
    assert_eq!(mails.enter(&letter.code).await, CodeTry::NoCode);
    let letter = mails.letter().await;
    let CodeTry::Right(code) = mails.enter(&letter.code).await else { panic!() };
    mails.rig.clock.set(HOUR);
    assert!(matches!(mails.hand_over(code).await, Err(ClaimRefusal::NoCode)), "it has ended");
    assert_eq!(mails.enter(&letter.code).await, CodeTry::NoCode);
}

#[tokio::test]
async fn few_codes_may_be_wrong() {
    let mails = Mails::new().await;
    assert_eq!(mails.enter("AAAA-AAAA-AAAA").await, CodeTry::NoCode, "none was asked for");
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    assert_eq!(mails.enter("").await, CodeTry::NoCode, "none was drawn");
    let letter = mails.letter().await;
    for left in [2, 1, 0] {
        assert_eq!(mails.enter("").await, CodeTry::Wrong(left));
    }
    assert_eq!(mails.enter(&letter.code).await, CodeTry::NoCode);
    // Nor is it another account's, or another document's.
    let other = mails.rig.journal.account("other@a.example", Role::Contributor).await.unwrap();
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    let letter = mails.letter().await;
    for (document, account) in [("a", other), ("b", mails.lea)] {
        let document = iri(&format!("organizations/{document}"));
        let entered = mails.rig.journal.try_code(&document, account, &letter.code, 3).await.unwrap();
        assert_eq!(entered, CodeTry::NoCode);
    }
}

#[tokio::test]
async fn what_does_not_leave_is_tried_again_for_an_hour_with_another_code() {
    let mails = Mails::new().await;
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    let first = mails.letter().await;
    assert!(mails.rig.journal.due_mails(9).await.unwrap().is_empty(), "not at once");
    let next = mails.rig.journal.next_mail().await.unwrap().unwrap();
    assert_eq!(next, Timestamp::from_second(30).unwrap());
    mails.rig.clock.set(30_000_000);
    let second = mails.letter().await;
    assert_eq!(
        (second.attempt, mails.rig.journal.next_mail().await.unwrap()),
        (2, Some(Timestamp::from_second(90).unwrap()))
    );
    assert_ne!(first.code, second.code);
    assert!(matches!(mails.enter(&second.code).await, CodeTry::Right(_)));
    assert_eq!(mails.enter(&first.code).await, CodeTry::Wrong(2));
    // And whoever was killed meanwhile goes on from there.
    let number = second.number;
    let mails = Mails { lea: mails.lea, rig: mails.rig.close().await.reopen().await };
    mails.rig.clock.set(HOUR);
    assert_eq!(mails.rig.journal.due_mails(9).await.unwrap(), [number]);
    assert_eq!(mails.rig.journal.draw_code(number).await.unwrap(), None, "it is too late");
    assert_eq!((mails.state().await, mails.addresses().await), (Some(Mailed::Failed), vec![None]));
    assert_eq!(mails.enter(&second.code).await, CodeTry::NoCode);
}

#[tokio::test]
async fn what_waits_goes_on_after_a_restart() {
    let mails = Mails::new().await;
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    let mails = Mails { lea: mails.lea, rig: mails.rig.close().await.reopen().await };
    let letter = mails.letter().await;
    assert_eq!(letter.address, "contact@b.example");
    mails.rig.journal.mail_failed(letter.number).await.unwrap();
    assert_eq!((mails.state().await, mails.addresses().await), (Some(Mailed::Failed), vec![None]));
    assert_eq!(mails.enter(&letter.code).await, CodeTry::NoCode);
}

#[tokio::test]
async fn nobody_is_showered() {
    let mails = Mails::new().await;
    let other = mails.rig.journal.account("other@a.example", Role::Contributor).await.unwrap();
    let third = mails.rig.journal.account("third@a.example", Role::Contributor).await.unwrap();
    let at = |minute: i64| mails.rig.clock.set(minute * MINUTE);
    let day = |minute: i64| Timestamp::from_microsecond(24 * HOUR + minute * MINUTE).unwrap();
    let refused = |asked: Result<Timestamp, ClaimRefusal>| match asked {
        Err(ClaimRefusal::TooManyMails(until)) => Some(until),
        Ok(_) => None,
        Err(error) => panic!("{error:?}"),
    };
    at(0);
    mails.ask("a", mails.lea, "x@b.example").await.unwrap();
    at(1);
    mails.ask("a", mails.lea, "x@b.example").await.unwrap();
    assert_eq!(refused(mails.ask("a", mails.lea, "y@d.example").await), Some(day(0)), "for this claim");
    mails.ask("b", mails.lea, "X@b.example").await.unwrap();
    assert_eq!(refused(mails.ask("a", other, "x@b.example").await), Some(day(0)), "to this address, however written");
    at(2);
    mails.ask("a", other, "y@b.example").await.unwrap();
    assert_eq!(refused(mails.ask("b", other, "z@b.example").await), Some(day(0)), "to this host");
    mails.ask("c", mails.lea, "x@d.example").await.unwrap();
    mails.ask("b", mails.lea, "x@e.example").await.unwrap();
    assert_eq!(refused(mails.ask("c", mails.lea, "x@f.example").await), Some(day(0)), "for this account");
    assert_eq!(refused(mails.ask("c", third, "x@f.example").await), Some(day(0)), "in all");
    at(24 * 60);
    mails.ask("c", third, "x@f.example").await.unwrap();
    assert_eq!(refused(mails.ask("c", third, "x@f.example").await), Some(day(1)));
    // After a day nothing of it is left.
    at(48 * 60);
    mails.rig.journal.forget_mails().await.unwrap();
    assert!(mails.addresses().await.is_empty());
    assert_eq!(mails.rig.journal.next_mail().await.unwrap(), None);
}

#[tokio::test]
async fn with_an_account_go_its_mails() {
    let mails = Mails::new().await;
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    mails.rig.journal.erase_account(mails.lea, None, mails.rig.writer).await.unwrap();
    assert!(mails.addresses().await.is_empty());
}

#[tokio::test]
async fn an_address_is_kept_for_an_hour_at_most() {
    let mails = Mails::new().await;
    mails.ask("a", mails.lea, "contact@b.example").await.unwrap();
    let mut now = 0;
    loop {
        let number = mails.rig.journal.due_mails(9).await.unwrap()[0];
        if mails.rig.journal.draw_code(number).await.unwrap().is_none() {
            break;
        }
        // It does not leave.
        let next = mails.rig.journal.next_mail().await.unwrap().unwrap().as_microsecond();
        assert!(next > now && next <= HOUR, "{next}");
        now = next;
        mails.rig.clock.set(now);
    }
    assert_eq!((now, mails.addresses().await), (HOUR, vec![None]));
}
