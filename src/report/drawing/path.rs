//! Lines through many points, without the points that change nothing.

use super::markup::at;

/// Points that lie so near to the line between those around them are left out, in pixels.
const NEAR: f64 = 0.05;

/// Points that are looked at together.
const MOST: usize = 100;

/// The path data of a line through the points.
pub(super) fn line(points: &[(f64, f64)]) -> String {
    let mut out = String::new();
    let mut last = None;
    for point in thinned(points) {
        let (x, y) = (at(point.0), at(point.1));
        if last.as_ref() == Some(&(x.clone(), y.clone())) {
            continue;
        }
        match &last {
            None => out.extend(["M", &x, " ", &y]),
            Some((_, before)) if *before == y => out.extend(["H", &x]),
            Some((before, _)) if *before == x => out.extend(["V", &y]),
            Some(_) => out.extend(["L", &x, " ", &y]),
        }
        last = Some((x, y));
    }
    out
}

/// The path data of what lies between an upper and a lower line.
pub(super) fn area(upper: &[(f64, f64)], lower: &[(f64, f64)]) -> String {
    let around: Vec<(f64, f64)> =
        thinned(upper).into_iter().chain(thinned(lower).into_iter().rev()).collect();
    line(&around) + "Z"
}

fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let mut from = 0;
    for (number, point) in points.iter().enumerate() {
        let is_last = number + 1 == points.len();
        if number == 0 || is_last || number - from >= MOST || !is_straight(&points[from..=number + 1]) {
            kept.push(*point);
            from = number;
        }
    }
    kept
}

/// Whether all points between the first and the last lie on the line from one to the other.
fn is_straight(points: &[(f64, f64)]) -> bool {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return true };
    let width = last.0 - first.0;
    points.iter().all(|point| {
        let part = if width > 0.0 { (point.0 - first.0) / width } else { 0.0 };
        (first.1 + part * (last.1 - first.1) - point.1).abs() <= NEAR
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_straight_is_two_points() {
        let flat = [(0.0, 5.0), (1.0, 5.0), (2.0, 5.0), (3.0, 9.0), (4.0, 9.0)];
        assert_eq!(line(&flat), "M0 5H2L3 9H4");
        assert_eq!(line(&[(0.0, 0.0), (1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]), "M0 0L3 6");
        assert_eq!(area(&flat[..3], &[(0.0, 9.0), (2.0, 9.0)]), "M0 5H2V9H0Z");
    }

    #[test]
    fn a_slow_bend_is_not_straightened_away() {
        let bend: Vec<(f64, f64)> = (0..400).map(f64::from).map(|x| (x, x * x / 2_000.0)).collect();
        assert!(thinned(&bend).len() > 20);
    }
}
