//! Whatever activities of ours are written, they are read as what they were.

use super::*;
use crate::activity::recipients::Recipients;
use crate::object::tombstone::{End, Ended, Tombstone};
use model::Seq;
use proptest::prelude::*;

fn address() -> impl Strategy<Value = Iri> {
    "https://peer\\.example/[a-z0-9/?=é%A-F]{0,20}".prop_filter_map("an address", |text| Iri::parse(&text).ok())
}

fn elsewhere() -> impl Strategy<Value = Iri> {
    "https://[a-z]{1,8}\\.example/[a-z]{0,8}(#[a-z]{1,4})?".prop_map(|text| iri(&text))
}

fn recipients() -> impl Strategy<Value = Recipients> {
    prop_oneof![
        address().prop_map(Recipients::everybody),
        address().prop_map(Recipients::followers),
        elsewhere().prop_map(Recipients::one),
        Just(Recipients::default()),
    ]
}

fn object() -> impl Strategy<Value = Object> {
    let embedded = (address(), "\\PC{0,30}", recipients()).prop_map(|(id, text, recipients)| {
        let mut value = Map::from_iter([("id".to_owned(), json!(id.as_str())), ("type".to_owned(), json!("Note"))]);
        value.insert("content".to_owned(), json!(text));
        value.insert("attributedTo".to_owned(), json!(ACTOR));
        recipients.write(&mut value);
        Object::embedded(value).unwrap()
    });
    prop_oneof![address().prop_map(Object::Named), embedded]
}

fn tombstone() -> impl Strategy<Value = Tombstone> {
    let end = prop::option::of((1..u64::MAX, time(), 0..End::ALL.len()));
    (address(), prop::option::of(time()), end).prop_map(|(id, deleted, end)| {
        let exact = end.map(|(entry, at, end)| Ended { entry: Seq(entry), at, end: End::ALL[end].0 });
        Tombstone { id, deleted, exact }
    })
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_000_000_i64).prop_map(|time| Timestamp::from_microsecond(time).unwrap())
}

fn follow() -> impl Strategy<Value = Activity> {
    (address(), address(), elsewhere()).prop_map(|(id, by, whom)| Activity::follow(id, by, whom))
}

fn any_activity() -> impl Strategy<Value = Activity> {
    let told = (address(), address(), object(), recipients(), time(), any::<bool>());
    let told = told.prop_map(|(id, by, what, to, at, is_new)| {
        let made = if is_new { Activity::create(id, by, what) } else { Activity::update(id, by, what) };
        made.to(to).at(at)
    });
    let deleted = (address(), address(), tombstone(), recipients());
    let deleted = deleted.prop_map(|(id, by, what, to)| Activity::delete(id, by, &what).to(to));
    let announced = (address(), address(), elsewhere(), recipients());
    let announced = announced.prop_map(|(id, by, what, to)| Activity::announce(id, by, what).to(to));
    let answered = (follow(), address(), address(), 0..3).prop_map(|(follow, id, by, which)| match which {
        0 => Activity::accept(id, by, &follow),
        1 => Activity::reject(id, by, &follow),
        _ => Activity::undo(id, follow.actor.clone(), &follow),
    });
    let why = prop::option::of("\\PC{0,60}");
    let flag = (address(), address(), prop::collection::vec(elsewhere(), 1..5), why, elsewhere())
        .prop_map(|(id, by, what, why, to)| Activity::flag(id, by, what, why).to(Recipients::one(to)));
    prop_oneof![told, deleted, announced, follow(), answered, flag]
}

proptest! {
    #[test]
    fn what_is_written_is_read(activity in any_activity()) {
        prop_assert_eq!(Activity::read(&activity.to_json()), Ok(activity));
    }

    #[test]
    fn a_request_is_known_again_in_its_answer(id in address(), by in address(), whom in elsewhere()) {
        let follow = Activity::follow(id, by, whom);
        let accept = Activity::accept(iri("https://our.example/m-1"), iri("https://our.example/actor"), &follow);
        let read = Activity::read(&accept.to_json()).unwrap();
        prop_assert_eq!(read.objects[0].id(), Some(&follow.id));
        prop_assert_eq!(&read.to, &vec![follow.actor]);
    }

    #[test]
    fn ends_are_read(tombstone in tombstone(), id in address(), by in address()) {
        let delete = Activity::read(&Activity::delete(id, by, &tombstone).to_json()).unwrap();
        let Object::Embedded(embedded) = &delete.objects[0] else { panic!() };
        prop_assert_eq!(Tombstone::read(embedded), Ok(tombstone));
    }
}
