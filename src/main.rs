//! The `rushhour` command.

fn main() -> rushhour::cli::Exit {
    rushhour::cli::main()
}
