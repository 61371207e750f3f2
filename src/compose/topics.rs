//! The numbers of topics: those of the plan, then those that records computed.

use std::collections::HashMap;
use std::sync::Arc;

pub(super) struct Topics {
    pub names: Arc<[Arc<str>]>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Topics {
    pub fn new(planned: &[Arc<str>]) -> Self {
        Self { names: planned.into(), numbers: planned.iter().cloned().zip(0..).collect() }
    }

    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer topics than memory holds");
        let name: Arc<str> = name.into();
        self.names = self.names.iter().cloned().chain([Arc::clone(&name)]).collect();
        self.numbers.insert(name, number);
        number
    }
}
