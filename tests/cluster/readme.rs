//! The page of README.md for a run that failed: it shows each message as it is printed.

/// What a run said as its error, as why its records failed or what was lost, stands in the README with the cause and
/// what to do: each as a line of a text block, without librdkafka's own words in its last brackets and with other names
/// for what differs.
#[track_caller]
pub fn is_explained(err: &str, names: &[(&str, &str)]) {
    let behind = |mark: &'static str| err.lines().filter_map(move |line| Some(line.split_once(mark)?.1));
    let compared = err.lines().filter(|line| line.starts_with("partition "));
    let said: Vec<&str> = behind(" ERROR ").chain(behind(" events failed: ")).chain(compared).collect();
    assert!(!said.is_empty(), "no error in\n{err}");
    for said in said {
        stands_there(said, names);
    }
}

#[track_caller]
fn stands_there(said: &str, names: &[(&str, &str)]) {
    let said = names.iter().fold(said.to_owned(), |said, (name, shown)| said.replace(name, shown));
    let said = said.split_once(" (").filter(|_| said.ends_with(')')).map_or(&*said, |(said, _)| said);
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.lines().any(|line| line == said), "README.md has no line\n{said}");
}
