//! A journey as a Markov chain: how often a session makes each step.
//!
//! In: the probabilities of the ways on from each step. Out: the expected number of visits of each, the first step
//! begun with; where sessions never end, the share of each in the long run.

/// Steps up to which the equations are solved.
const MOST_STEPS: usize = 1_000;

/// Rounds in which the shares of endless sessions are found, and products that they may take together.
const ROUNDS: usize = 2_000;
const PRODUCTS: usize = 50_000_000;

/// Ways on: of each step the probability of each step. What is missing to 1 ends the session.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    pub ways: Vec<Vec<f64>>,
}

impl Chain {
    /// The expected number of times that a session makes each step; `None` where it never ends, or where there are
    /// too many steps.
    pub fn visits(&self) -> Option<Vec<f64>> {
        let size = self.ways.len();
        let reached = self.reached();
        if size == 0 || size > MOST_STEPS || !self.ends(&reached) {
            return None;
        }
        // what is not reached leads nowhere
        let way = |from: usize, to: usize| if reached[from] { self.ways[from][to] } else { 0.0 };
        // v = e + Q' v, with a column more for e
        let mut rows: Vec<Vec<f64>> = (0..size)
            .map(|to| {
                let row = (0..size).map(|from| f64::from(u8::from(from == to)) - way(from, to));
                row.chain([f64::from(u8::from(to == 0))]).collect()
            })
            .collect();
        for column in 0..size {
            let size_of = |row: &Vec<f64>| libm::fabs(row[column]);
            let pivot = (column..size).max_by(|a, b| size_of(&rows[*a]).total_cmp(&size_of(&rows[*b])))?;
            if size_of(&rows[pivot]) < 1e-12 {
                return None;
            }
            rows.swap(column, pivot);
            let (above, below) = rows.split_at_mut(column + 1);
            let pivot = &above[column];
            for row in below {
                let factor = row[column] / pivot[column];
                row.iter_mut().zip(pivot).skip(column).for_each(|(cell, pivot)| *cell -= factor * pivot);
            }
        }
        let mut visits = vec![0.0; size];
        for at in (0..size).rev() {
            let known: f64 = (at + 1..size).map(|column| rows[at][column] * visits[column]).sum();
            visits[at] = (rows[at][size] - known) / rows[at][at];
        }
        visits.iter().all(|visits| visits.is_finite() && *visits > -1e-9).then_some(visits)
    }

    /// The share of each step among all that are made.
    pub fn shares(&self) -> Vec<f64> {
        let visits = self.visits().unwrap_or_else(|| self.walked());
        let all: f64 = visits.iter().sum();
        visits.into_iter().map(|visits| if all > 0.0 { visits / all } else { 0.0 }).collect()
    }

    /// Whether each step can be reached from the first.
    fn reached(&self) -> Vec<bool> {
        let size = self.ways.len();
        let mut reached = vec![false; size];
        let mut open: Vec<usize> = (0..size.min(1)).collect();
        while let Some(step) = open.pop() {
            if !std::mem::replace(&mut reached[step], true) {
                open.extend((0..size).filter(|to| self.ways[step][*to] > 0.0));
            }
        }
        reached
    }

    /// Whether every step that can be reached leads to an end in the long run.
    fn ends(&self, reached: &[bool]) -> bool {
        let size = self.ways.len();
        let mut ends: Vec<bool> =
            self.ways.iter().map(|ways| ways.iter().sum::<f64>() < 1.0 - 1e-9).collect();
        let leads = |step: usize, ends: &[bool]| (0..size).any(|to| self.ways[step][to] > 0.0 && ends[to]);
        while let Some(step) = (0..size).find(|step| !ends[*step] && leads(*step, &ends)) {
            ends[step] = true;
        }
        reached.iter().zip(&ends).all(|(reached, ends)| !reached || *ends)
    }

    /// How often each step is made within so many rounds.
    fn walked(&self) -> Vec<f64> {
        let size = self.ways.len();
        let mut now: Vec<f64> = (0..size).map(|step| f64::from(u8::from(step == 0))).collect();
        let mut visits = vec![0.0; size];
        for _ in 0..ROUNDS.min(PRODUCTS / (size * size).max(1)).max(20) {
            visits.iter_mut().zip(&now).for_each(|(visits, now)| *visits += now);
            now = (0..size).map(|to| (0..size).map(|from| now[from] * self.ways[from][to]).sum()).collect();
        }
        visits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {wanted:?}");
    }

    #[test]
    fn a_step_that_repeats_is_made_as_often_as_the_geometric_distribution_says() {
        let chain = Chain { ways: vec![vec![0.75, 0.25], vec![0.0, 0.5]] };
        near(&chain.visits().unwrap(), &[4.0, 2.0]);
        near(&chain.shares(), &[2.0 / 3.0, 1.0 / 3.0]);
    }

    #[test]
    fn what_never_ends_has_shares_and_no_number_of_visits() {
        let chain = Chain { ways: vec![vec![0.5, 0.5], vec![1.0, 0.0]] };
        assert_eq!(chain.visits(), None);
        let shares = chain.shares();
        assert!((shares[0] - 2.0 / 3.0).abs() < 1e-3, "{shares:?}");
    }

    #[test]
    fn steps_that_are_never_reached_change_nothing() {
        let chain = Chain { ways: vec![vec![0.5, 0.0], vec![0.0, 1.0]] };
        near(&chain.visits().unwrap(), &[2.0, 0.0]);
        let chain = Chain { ways: vec![vec![0.5, 0.0], vec![0.0, 0.5]] };
        near(&chain.visits().unwrap(), &[2.0, 0.0]);
    }
}
