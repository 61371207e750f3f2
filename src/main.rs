//! The `rushhour` command.

use mimalloc::MiMalloc;

/// librdkafka's too: it allocates each record on one thread, reads it on another, and holds 100,000 of them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> rushhour::cli::Exit {
    rushhour::cli::main()
}
