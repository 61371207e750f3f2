//! What a name means inside an event or a catalog: a built-in, then a `let`, then a field, from the nearest
//! mapping outwards.

use super::catalog;
use super::scope::{ProgramScope, Subject};
use super::shared::{Constant, Progress};
use super::tree::{Content, NodeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::formula::check::{Catalog, NamedCatalog, Resolved, Scope, World};
use crate::formula::typed::Typed;
use crate::source::Span;
use crate::value::Type;
use std::sync::Arc;

impl Scope for ProgramScope<'_, '_> {
    fn resolve(&mut self, base: &Name, members: &[Name]) -> Resolved {
        if let Some(resolved) = self.built_in(base, members) {
            return resolved;
        }
        if let Some(resolved) = self.named_value(base) {
            return resolved;
        }
        match self.visible_field(&base.text) {
            Some(id) => match self.field(id, members) {
                Resolved::Found(typed, taken) => Resolved::Found(typed, taken),
                other => other,
            },
            None if matches!(self.subject, Subject::Event { .. }) && self.session.is_none() => {
                self.of_another_session(base)
            }
            None => Resolved::Unknown,
        }
    }

    fn knows(&self, name: &str) -> bool {
        let built_in = match self.subject {
            Subject::Event { .. } => ["now", "sent", "start", "elapsed", "stream", "payload"].contains(&name),
            Subject::Journey { .. } => ["now", "sent", "start", "elapsed", "stream"].contains(&name),
            Subject::Catalog { .. } => name == "row",
            Subject::Constants => false,
        };
        built_in
            || self.knows_of_session(name)
            || self.variable_named(name).is_some()
            || self.let_named(name).is_some()
            || self.shared.constants.contains_key(name)
            || self.field_named(name).is_some()
    }

    fn names(&self) -> Vec<String> {
        let built_ins: &[&str] = match self.subject {
            Subject::Event { .. } => {
                &["now", "sent", "start", "elapsed", "stream", "event", "phase", "payload"]
            }
            Subject::Journey { .. } => &["now", "sent", "start", "elapsed", "stream", "phase"],
            Subject::Catalog { .. } => &["row"],
            Subject::Constants => &[],
        };
        let mut names: Vec<String> = built_ins.iter().map(|&name| name.to_owned()).collect();
        names.extend(self.changed_value().map(|_| "before".to_owned()));
        names.extend(self.lets.iter().map(|id| self.tree.node(*id).name.clone()));
        if let Some(session) = &self.session {
            names.extend(["session", "previous", "step"].map(str::to_owned));
            names.extend(session.values.iter().map(|value| value.name.clone()));
        }
        names.extend(self.shared.constants.keys().cloned());
        if let Some(root) = self.root
            && let Content::Mapping(children) = &self.tree.node(root).content
        {
            names.extend(children.iter().map(|child| self.tree.node(*child).name.clone()));
        }
        names.sort();
        names
    }

    fn catalog(&mut self, name: &str) -> NamedCatalog {
        let Some(id) = self.shared.catalog_named(name) else { return NamedCatalog::Unknown };
        self.shared.used_catalogs[id.0] = true;
        catalog::check(self.shared, id, self.world.depth);
        match &self.shared.progress[id.0] {
            Progress::Done { row, rows } => {
                NamedCatalog::Found(Catalog { id, row: Arc::clone(row), rows: *rows })
            }
            _ => NamedCatalog::Failed,
        }
    }

    fn catalogs(&self) -> Vec<String> {
        self.shared.scenario.catalogs.iter().map(|catalog| catalog.name.text.clone()).collect()
    }

    fn recalled(&mut self, event: &Name, path: &[Name]) -> Option<(usize, Type)> {
        self.recalled_field(event, path)
    }

    fn rows(&self) -> Option<u32> {
        if let Subject::Catalog { rows } = self.subject { Some(rows) } else { None }
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }
}

impl ProgramScope<'_, '_> {
    /// The element of that name of the lists around the current node, innermost first.
    fn variable_named(&self, name: &str) -> Option<&Typed> {
        let mut block = self.current.last().map(|current| self.tree.node(*current).block);
        while let Some(id) = block {
            let around = &self.tree.blocks[id.0];
            if let Some((_, typed)) = around.variable.as_ref().filter(|(variable, _)| variable == name) {
                return Some(typed);
            }
            block = around.parent;
        }
        None
    }

    /// The element variable, the `let`, the session's value or the constant of that name.
    fn named_value(&mut self, base: &Name) -> Option<Resolved> {
        let name = base.text.as_str();
        if let Some(typed) = self.variable_named(name) {
            return Some(Resolved::Found(typed.clone(), 0));
        }
        if let Some(id) = self.let_named(name) {
            return Some(self.value(id).map_or(Resolved::Failed, |typed| Resolved::Found(typed, 0)));
        }
        if let Some(resolved) = self.session_value(base) {
            return Some(resolved);
        }
        match self.shared.constants.get(name)? {
            Constant::Value(value) => {
                Some(Resolved::Found(Typed::constant(value.clone(), Span::default()), 0))
            }
            Constant::Failed => Some(Resolved::Failed),
        }
    }

    fn let_named(&self, name: &str) -> Option<NodeId> {
        self.lets.iter().copied().find(|id| self.tree.node(*id).name == name)
    }

    /// The field of that name in the nearest mapping around the current node, itself left out unless there is
    /// no other.
    fn field_named(&self, name: &str) -> Option<NodeId> {
        let current = self.current.last().copied();
        let mut itself = None;
        let mut around = current.and_then(|current| self.tree.node(current).parent);
        while let Some(mapping) = around {
            match self.tree.child(mapping, name) {
                Some(child) if Some(child) == current => itself = Some(child),
                Some(child) => return Some(child),
                None => {}
            }
            around = self.tree.node(mapping).parent;
        }
        let at_root = self.root.and_then(|root| self.tree.child(root, name));
        at_root.filter(|child| Some(*child) != current).or(itself).or(at_root)
    }

    /// The same; to the condition of a change, the event is as it was.
    fn visible_field(&self, name: &str) -> Option<NodeId> {
        let id = self.field_named(name)?;
        let is_filter = self.current.last().is_some_and(|current| self.tree.filters.contains(current));
        if is_filter { self.tree.original(id) } else { Some(id) }
    }

    pub(super) fn field(&mut self, from: NodeId, names: &[Name]) -> Resolved {
        let (id, taken) = self.tree.descend(from, names);
        if let (Some(missing), true) = (names.get(taken), self.tree.is_mapping(id)) {
            let Content::Mapping(children) = &self.tree.node(id).content else { return Resolved::Failed };
            let known: Vec<String> =
                children.iter().map(|child| self.tree.node(*child).name.clone()).collect();
            let path = self.display(id);
            let message = format!("`{path}` has no field `{}`", missing.text);
            self.report(
                Diagnostic::new(Code::UnknownField, missing.span, message)
                    .label("no such field")
                    .suggest(&missing.text, known.iter().map(String::as_str)),
            );
            return Resolved::Failed;
        }
        self.value(id).map_or(Resolved::Failed, |typed| Resolved::Found(typed, taken))
    }
}
