//! The command, built where integration tests find it.

fn main() -> std::process::ExitCode {
    cli::main()
}
