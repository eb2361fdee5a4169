//! Tests of whole instances: a table of contents.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails loudly; its helpers stand outside test functions"
)]

mod accounts; // signing in, cookies, tokens, roles, groups, the end of an account
mod acl; // who may do what: told, set, refused; WAC-Allow
mod acl_page; // the same, for people
mod bad_input; // a clear answer, nothing half-written
mod bundle; // a description with what belongs to it
mod claim; // imported documents taken over by proof
mod clients; // real clients of others, where they are installed
mod command; // the command line, alone and beside a running instance
mod crash; // SIGKILL under load: what was acknowledged is there
mod deadly; // questions that would end a server, and nobody notices
mod doctor; // what is wrong with an instance, each thing found and named
mod editing; // writing with a browser alone
mod elsewhere; // documents whose address is not ours: read, found, linked, erased
mod erasure; // documents erased, in every answer and every byte
mod federation; // instances of ours follow each other, through storms and deaths
mod feeds; // what changed, for whoever follows, and replicas
mod foreign;
mod forms; // a territory's forms: folder, PUT, refusals, descriptions that follow them
mod git; // the public descriptions, cloned and pulled by Git
mod graphs; // one by one, all together, and what is open, counted
mod guides; // what the documents tell people to type, typed
mod head; // HEAD is GET without its body
mod history; // versions, why they were made, and back
mod import;
mod import_elsewhere; // the wiki page becomes linked data
mod interop; // servers of others follow us, are followed, told and answered
mod ldp; // the checklist of the Linked Data Platform
mod limits; // each limit, at it and one beyond
mod links; // invitations and edit links
mod lost_update; // racing writers: one wins
mod matching; // offers and needs, brought together
mod measurement; // the clock on the wall, and how much is asked for
mod merging; // forks, and what is offered back
mod neighbour_formats; // what is here, in the formats of others' programs
mod neighbours; // the page of other sites, for administrators
mod oidc; // signing in with other sites
mod openapi; // the description of all of it: complete, true, valid
mod openness; // what is closed does not exist
mod paging; // pages of a container, and what is preferred of it
mod patch; // PATCH in three formats, one document under many hands
mod patch_where; // the WHERE of an update, asked of a worker, means what its author wrote
mod peers; // servers of others: started, followed, restarted
mod prefer; // what a writer would rather be answered
mod proxy; // the proxy with faults does what it says
mod rdf; // what answers say
mod receipts; // who has taken what a document says
mod release; // frozen and signed: made, read, verified offline
mod replies; // what others answer: read, shown, hidden
mod representation; // content negotiation, ETags, conditional requests
mod same; // the same organisation here and elsewhere: found, confirmed, refused, merged, taken back
mod search; // documents found by words, places and facets
mod solid; // the scenarios of the Solid Protocol
mod sources; // sources and their runs, for administrators
mod sparql; // questions, workers that die, reading one's own writes
mod threats; // what attackers do, row by row
mod update; // SPARQL Update: documents changed, all or nothing
mod validate; // plain SHACL on the command line
mod vocabulary; // /ns, for people and programs
mod wac; // the tables of Web Access Control
mod webhooks; // addresses that are told what changed
mod writing; // PUT, POST, DELETE, bundles, the subject rule

/// The command under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_codesocial-under-test");

/// A new instance.
async fn server() -> tests::Server {
    tests::Server::start(PROGRAM).await
}
