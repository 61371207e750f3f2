//! What a run says as its error, as why its records failed or what was lost, stands in README.md with the cause and what to
//! do.

use crate::page;

/// Each as a line of the page, without librdkafka's own words in its last brackets and with other names for what differs.
#[track_caller]
pub fn is_explained(err: &str, names: &[(&str, &str)]) {
    let behind = |mark: &'static str| err.lines().filter_map(move |line| Some(line.split_once(mark)?.1));
    let compared = err.lines().filter(|line| line.starts_with("partition "));
    let said: Vec<&str> = behind(" ERROR ").chain(behind(" events failed: ")).chain(compared).collect();
    assert!(!said.is_empty(), "no error in\n{err}");
    for said in said {
        let said = names.iter().fold(said.to_owned(), |said, (name, shown)| said.replace(name, shown));
        let said = said.split_once(" (").filter(|_| said.ends_with(')')).map_or(&*said, |(said, _)| said);
        page::shows(said);
    }
}
