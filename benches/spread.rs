//! What several rounds came to: the middle one and the two ends.

#[derive(Clone, Copy)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Spread {
    /// Of at least one number.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self { low: sorted[0], median: sorted[sorted.len() / 2], high: sorted[sorted.len() - 1] }
    }
}
