//! Counts beside the shares that were meant.

/// Chi-square over the classes of at least ten expected values, as a multiple of what one sample in a thousand
/// passes (Wilson and Hilferty's approximation). The last count is of what lies outside the law.
pub fn chi_square(counts: &[u32], mut shares: Vec<f64>) -> f64 {
    let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    shares.push((1.0 - shares.iter().sum::<f64>()).max(0.0));
    let (mut statistic, mut classes) = (0.0, 0.0);
    let (mut seen, mut expected, mut left) = (0.0, 0.0, all);
    for (position, (count, share)) in counts.iter().zip(&shares).enumerate() {
        seen += f64::from(*count);
        expected += share * all;
        left -= share * all;
        let last = position + 1 == shares.len();
        if last || (expected >= 10.0 && left >= 10.0) {
            if expected > 0.0 {
                statistic += (seen - expected) * (seen - expected) / expected;
                classes += 1.0;
            } else {
                assert!(seen == 0.0, "{seen} values that cannot be");
            }
            (seen, expected) = (0.0, 0.0);
        }
    }
    let freedom: f64 = classes - 1.0;
    let root = 1.0 - 2.0 / (9.0 * freedom) + 3.090_2 * (2.0 / (9.0 * freedom)).sqrt();
    statistic / (freedom * root * root * root)
}
