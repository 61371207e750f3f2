//! Prometheus' text format as a scraper reads it: every line is held to the format.

use std::collections::{BTreeMap, BTreeSet};

pub type Families = BTreeMap<String, Family>;

#[derive(Debug, Default)]
pub struct Family {
    pub kind: String,
    /// By suffix of the name and labels.
    samples: BTreeMap<(String, BTreeSet<(String, String)>), f64>,
}

/// Panics at a line that is wrong.
#[track_caller]
pub fn families(text: &str) -> Families {
    assert!(text.ends_with('\n'), "the last line ends, too");
    let mut families = Families::new();
    let mut current = String::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            help.split(' ').next().unwrap().clone_into(&mut current);
            assert!(!families.contains_key(&current), "{current} comes twice");
            families.insert(current.clone(), Family::default());
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert!(name == current && ["counter", "gauge", "histogram"].contains(&kind), "{line}");
            kind.clone_into(&mut families.get_mut(name).unwrap().kind);
        } else {
            families.get_mut(&current).unwrap().read(&current, line);
        }
    }
    families.values().filter(|family| family.kind == "histogram").for_each(Family::hold_histogram);
    families
}

impl Family {
    #[track_caller]
    fn read(&mut self, family: &str, line: &str) {
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let suffix = name.strip_prefix(family).unwrap_or_else(|| panic!("{line} is not of {family}"));
        let allowed: &[&str] = if self.kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
        assert!(allowed.contains(&suffix), "{line}");
        assert_eq!(self.kind == "counter", family.ends_with("_total"), "{line}");
        let labels = read_labels(labels).unwrap_or_else(|| panic!("{line}"));
        let before = self.samples.insert((suffix.to_owned(), labels), value.parse().unwrap());
        assert_eq!(before, None, "{line} comes twice");
    }

    /// Buckets never fall, and the last one is the count.
    #[track_caller]
    fn hold_histogram(&self) {
        let mut buckets: Vec<(f64, f64)> = self
            .samples
            .iter()
            .filter(|((suffix, _), _)| suffix == "_bucket")
            .map(|((_, labels), value)| (labels.iter().next().unwrap().1.parse().unwrap(), *value))
            .collect();
        buckets.sort_by(|left, right| left.0.total_cmp(&right.0));
        assert!(buckets.is_sorted_by(|left, right| left.1 <= right.1), "{buckets:?}");
        assert_eq!(buckets.last(), Some(&(f64::INFINITY, self.count())));
    }

    /// The value of a sample of no suffix.
    pub fn value(&self, labels: &[(&str, &str)]) -> Option<f64> {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.samples.get(&(String::new(), labels.collect())).copied()
    }

    /// Of a histogram.
    pub fn count(&self) -> f64 {
        self.samples[&("_count".to_owned(), BTreeSet::new())]
    }

    /// The names of labels that samples have.
    pub fn labels(&self) -> BTreeSet<&str> {
        self.samples.keys().flat_map(|(_, labels)| labels).map(|(name, _)| name.as_str()).collect()
    }

    /// How many of a histogram's measures were no longer than a bound.
    pub fn within(&self, bound: &str) -> f64 {
        let labels = [("le".to_owned(), bound.to_owned())];
        self.samples[&("_bucket".to_owned(), labels.into())]
    }

    pub fn sum(&self) -> f64 {
        self.samples.values().sum()
    }
}

/// `a="1",b="2"}`; none where that is not the form.
fn read_labels(text: &str) -> Option<BTreeSet<(String, String)>> {
    let mut rest = text.strip_suffix('}')?;
    let mut labels = BTreeSet::new();
    while !rest.is_empty() {
        let (name, behind) = rest.split_once("=\"")?;
        let is_name = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        let (mut value, mut letters) = (String::new(), behind.char_indices());
        let end = loop {
            match letters.next()? {
                (end, '"') => break end,
                (_, '\\') => value.push(match letters.next()?.1 {
                    'n' => '\n',
                    letter @ ('\\' | '"') => letter,
                    _ => return None,
                }),
                (_, letter) => value.push(letter),
            }
        };
        let is_new = labels.insert((name.to_owned(), value));
        rest = &behind[end + 1..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
        if !is_name || !is_new {
            return None;
        }
    }
    Some(labels)
}
