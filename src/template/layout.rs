//! The names of a template as the tree that minijinja asks for: `product.name` is asked as `product`, then
//! `name`.

use super::bridge::{Row, lend};
use super::environment::{SURROUNDINGS, Surroundings};
use crate::value::Value;
use minijinja::value::{Object, Value as Foreign};
use std::sync::Arc;

/// Which of the values belongs where.
#[derive(Debug, Default)]
pub struct Layout(Vec<Node>);

#[derive(Debug)]
struct Node {
    name: Arc<str>,
    /// The value's index, where the name is used itself; its fields are then the value's.
    whole: Option<usize>,
    fields: Layout,
}

impl Layout {
    /// Adds a path, a name and the fields asked of it, whose value has that index.
    pub fn add<'p>(&mut self, mut path: impl Iterator<Item = &'p str>, index: usize) -> bool {
        let Some(name) = path.next() else { return false };
        let place = self.0.iter().position(|node| *node.name == *name).unwrap_or_else(|| {
            self.0.push(Node { name: name.into(), whole: None, fields: Self::default() });
            self.0.len() - 1
        });
        let node = &mut self.0[place];
        if !node.fields.add(path, index) {
            node.whole = Some(index);
        }
        true
    }

    pub fn scope(&self, values: &[Value], surroundings: Option<Surroundings>) -> Foreign {
        let names = self.0.iter().map(|node| (Arc::clone(&node.name), node.value(values))).collect();
        Foreign::from_object(Scope { names, surroundings: surroundings.map(Foreign::from_object) })
    }
}

impl Node {
    fn value(&self, values: &[Value]) -> Foreign {
        if let Some(index) = self.whole {
            return values.get(index).map_or_else(|| Foreign::from(()), lend);
        }
        let fields = self.fields.0.iter().map(|node| ((*node.name).into(), node.value(values)));
        Foreign::from_object(Row(fields.collect()))
    }
}

/// What a template's names stand for, once.
#[derive(Debug)]
struct Scope {
    names: Vec<(Arc<str>, Foreign)>,
    surroundings: Option<Foreign>,
}

impl Object for Scope {
    fn get_value(self: &Arc<Self>, key: &Foreign) -> Option<Foreign> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Foreign> {
        if key == SURROUNDINGS {
            return self.surroundings.clone();
        }
        self.names.iter().find(|(name, _)| **name == *key).map(|(_, value)| value.clone())
    }
}
