//! How many records there are before an instant.

use super::Plan;
use crate::schedule::Window;

impl Plan {
    /// The records of a stream before `until`, nanoseconds from the start, without those that overlays cut; of a stream
    /// that walks a journey its arrivals. `None` where its rates have too many pieces to be added up.
    pub fn records_before(&self, stream: usize, until: i64) -> Option<f64> {
        let checked = &self.checked.streams[stream];
        let variants: Vec<usize> = checked.parts().map(|(_, variant)| variant).collect();
        let records = |phase: u32| checked.variants[variants[phase as usize]].records();
        let windows = [Window { number: 0, start: 0, end: until }];
        let counts = self
            .components_of(stream)
            .map(|(_, component)| component.window_events(&windows, records)?.pop());
        counts.sum()
    }
}
