//! 32 writers race with `If-Match` on one document, on disk: exactly one wins each round.

use tests::organization;
use tokio::task::JoinSet;

const WRITERS: usize = 32;
const ROUNDS: usize = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn exactly_one_writer_wins_each_round() {
    let server = super::server().await;
    let editor = server.administrator();
    let path = "/organizations/moulin";
    let mut etag = editor.put(path, &organization("0"), "").await.expect(201).header("etag").to_owned();
    for round in 1..=ROUNDS {
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let (editor, etag) = (editor.clone(), etag.clone());
            writers.spawn(async move {
                let reply = editor.put(path, &organization(&format!("{round}/{writer}")), &etag).await;
                (writer, reply)
            });
        }
        let mut winners = Vec::new();
        for (writer, reply) in writers.join_all().await {
            match reply.status.as_u16() {
                204 => winners.push((writer, reply.header("etag").to_owned())),
                412 => {}
                other => panic!("round {round}, writer {writer}: {other} {}", reply.text()),
            }
        }
        assert_eq!(winners.len(), 1, "round {round}: {winners:?}");
        let (winner, won) = winners.remove(0);
        let now = editor.get(path, "text/turtle").await;
        assert!(now.expect(200).text().contains(&format!("\"{round}/{winner}\"@fr")), "round {round}: {}", now.text());
        assert_eq!(now.header("etag"), won, "round {round}");
        etag = won;
    }
}
