//! Phase lines and emit lines (section 5 of the language): how much traffic flows when, and what it is.
//!
//! In: the text of one line. Out: its tree (`ast`), and after its formulas are known a resolved
//! [`shapes::Shape`] that tells how the level of a component rises. Never looks at the clock, never schedules.

pub mod ast;
mod change;
pub mod clause_reference;
mod clause_values;
mod clauses;
mod days;
mod decimal;
pub mod disorder;
mod disorder_line;
mod emit;
mod grammar;
pub(crate) mod habits;
pub mod incline;
mod instant;
mod jitter;
pub mod journey;
mod journey_slips;
pub mod level;
mod line;
mod max;
mod moment;
pub mod overlay;
mod peaks;
mod period;
mod phase;
mod points;
pub mod profile;
pub mod reading;
mod regimes;
mod resolve;
mod rise;
mod segment;
mod segments;
pub mod shapes;
mod slips;
mod spacing;
mod weights;
pub mod window;
mod window_parts;

pub use change::{Change, parse_change};
pub use days::Days;
pub use decimal::Decimal;
pub use disorder_line::parse_disorder;
pub use emit::{parse_emit, parse_for};
pub use instant::{civil, instant};
pub use moment::Moment;
pub use overlay::parse_overlay;
pub use phase::{check_order, parse_phase};
pub use profile::parse_profile;
pub use resolve::{Range, Rate, Resolver};
pub use spacing::Spacing;
pub use weights::Shares;
