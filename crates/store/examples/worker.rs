//! A query worker and nothing else, for the tests of this crate: in the product it is a hidden subcommand of the one
//! binary.

fn main() -> std::process::ExitCode {
    store::keeper::main()
}
