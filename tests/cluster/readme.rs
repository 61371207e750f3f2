//! The page of README.md for a run that failed: it shows each message as it is printed.

/// What a run said as its error, or as why its records failed, stands in the README with the cause and what to do: as a
/// line of a text block, without librdkafka's own words in its last brackets and with other names for what differs.
#[track_caller]
pub fn is_explained(err: &str, names: &[(&str, &str)]) {
    let error = err.lines().find_map(|line| line.split_once(" ERROR ").map(|(_, error)| error));
    let failed = || err.lines().find_map(|line| line.split_once(" failed: ").map(|(_, cause)| cause));
    let said = error.or_else(failed).unwrap_or_else(|| panic!("no error in\n{err}"));
    let said = names.iter().fold(said.to_owned(), |said, (name, shown)| said.replace(name, shown));
    let said = said.split_once(" (").filter(|_| said.ends_with(')')).map_or(&*said, |(said, _)| said);
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.lines().any(|line| line == said), "README.md has no line\n{said}");
}
