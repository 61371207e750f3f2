//! Phase lines and emit lines (section 5 of the language): how much traffic flows when, and what it is.
//!
//! In: the text of one line. Out: its tree (`ast`), and after its formulas are known a resolved
//! [`shapes::Shape`] that tells how the level of a component rises. Never looks at the clock, never schedules.

pub mod ast;
mod clause_values;
mod clauses;
mod decimal;
mod emit;
mod grammar;
mod habits;
pub mod incline;
mod instant;
mod jitter;
pub mod level;
mod line;
mod max;
mod moment;
mod peaks;
mod period;
mod phase;
mod points;
mod regimes;
mod resolve;
mod rise;
mod segment;
mod segments;
pub mod shapes;
mod spacing;
mod weights;

pub use decimal::Decimal;
pub use emit::parse_emit;
pub use instant::instant;
pub use moment::Moment;
pub use phase::{check_order, parse_phase};
pub use resolve::Resolver;
pub use spacing::Spacing;
pub use weights::Shares;
