//! Phase lines and emit lines (section 5 of the language): how much traffic flows when, and what it is.
//!
//! In: the text of one line. Out: its tree (`ast`), and after its formulas are known a resolved
//! [`shapes::Shape`] that tells how the level of a component rises. Never looks at the clock, never schedules.

pub mod ast;
mod clauses;
mod decimal;
mod emit;
mod grammar;
mod habits;
pub mod incline;
pub mod level;
mod line;
mod moment;
mod period;
mod phase;
pub mod reading;
mod regimes;
mod resolve;
pub mod shapes;
mod weights;

pub use decimal::Decimal;
pub use emit::parse_emit;
pub use moment::Moment;
pub use phase::{check_order, parse_phase};
pub use weights::Shares;
