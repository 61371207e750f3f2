//! Stage 8: events of a run -> terminal, log, JSON. Renders data, so that recorded events replay a display;
//! never touches a run.

mod announcement;
mod chart_text;
mod console;
mod drawing;
mod expectations;
mod field_statistics;
mod live;
mod logging;
mod numbers;
mod overlay_text;
mod pipe;
mod plan_text;
mod plan_view;
mod record_text;
mod scale;
mod sizes;
mod snapshot;
mod statistics;
mod summary_file;
mod terminal;

pub use chart_text::Colours;
pub use console::Console;
pub use drawing::{CURVE_BINS, PICTURE_BINS, curve_svg, plan_html, plan_svg};
pub use field_statistics::statistics_text;
pub use logging::{Logging, start_logging};
pub use numbers::count;
pub use pipe::Pipe;
pub use plan_text::plan_text;
pub use plan_view::{VIEW_BINS, plan_view};
pub use record_text::{offset, record_text};
pub use sizes::{PlanReport, Sizes, StreamSize, sizes};
pub use snapshot::{Snapshot, snapshot_text};
pub use statistics::statistics;
pub use summary_file::write_summary;
pub use terminal::Terminal;
