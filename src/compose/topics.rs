//! The numbers of topics: those that the plan knows, then those that only records name.

use crate::scenario::is_topic_name;
use std::collections::HashMap;
use std::sync::Arc;

/// Stands for the topic of records that computed none: no topic can be called that.
pub const NO_TOPIC: &str = "(no topic)";

pub(super) struct Topics {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    /// The names, as far as there were any when they were last asked for.
    shared: Arc<[Arc<str>]>,
}

impl Topics {
    pub fn new(known: Vec<Arc<str>>) -> Self {
        Self {
            numbers: known.iter().cloned().zip(0..).collect(),
            shared: known.as_slice().into(),
            names: known,
        }
    }

    /// The number of a topic that has a valid name.
    pub fn number(&mut self, name: &str) -> Option<u32> {
        match self.numbers.get(name) {
            Some(number) => Some(*number),
            None => is_topic_name(name).then(|| self.add(name)),
        }
    }

    /// The number of a topic that is taken where a record computed none.
    #[cold]
    pub fn invalid(&mut self) -> u32 {
        self.numbers.get(NO_TOPIC).copied().unwrap_or_else(|| self.add(NO_TOPIC))
    }

    fn add(&mut self, name: &str) -> u32 {
        let number = u32::try_from(self.names.len()).expect("fewer topics than memory holds");
        let name: Arc<str> = name.into();
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    /// All names by their numbers; the same list until there are more.
    pub fn shared(&mut self) -> &Arc<[Arc<str>]> {
        if self.shared.len() != self.names.len() {
            self.shared = self.names.as_slice().into();
        }
        &self.shared
    }
}
