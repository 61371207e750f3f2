//! The plan drawn: a picture, and a page that holds everything. In: plain data. Out: text; nothing volatile in it,
//! nothing to be fetched from elsewhere.

mod chart;
mod charts;
mod frame;
mod html;
mod markup;
mod path;
mod samples;
mod svg;

pub use charts::PICTURE_BINS;
pub use html::plan_html;
pub use svg::{CURVE_BINS, curve_svg, plan_svg};
