//! What names mean inside an event or a catalog: built-ins, then `let`s, then fields, from the nearest
//! mapping outwards.

use super::catalog;
use super::event::Input;
use super::shared::{Constant, Progress, Shared};
use super::tree::{BlockId, Content, NodeId, Over, State, Tree};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::formula::check::{Catalog, Drawing, NamedCatalog, Resolved, Scope, World, check as check_formula};
use crate::formula::compile::Assignment;
use crate::formula::program::Formula;
use crate::formula::typed::{Block, Each, Node, Over as EachOver, Slot, Typed};
use crate::scenario::Written;
use crate::source::Span;
use crate::value::{Field, Owned, RowType, Type};
use std::sync::Arc;

/// What is being checked, which decides on the built-in names.
#[derive(Debug, Clone)]
pub enum Subject {
    Event { stream: String, event: String },
    Catalog { rows: u32 },
    Constants,
}

/// The scope of one program.
pub struct ProgramScope<'p, 's> {
    pub shared: &'p mut Shared<'s>,
    pub world: World,
    pub tree: Tree,
    pub subject: Subject,
    pub drawing: Drawing,
    pub lets: Vec<NodeId>,
    /// The mapping whose members are fields; `None` where the payload is a single value.
    pub root: Option<NodeId>,
    pub inputs: Vec<(Input, Slot)>,
    /// The nodes being checked, outermost first.
    current: Vec<NodeId>,
}

impl<'p, 's> ProgramScope<'p, 's> {
    pub fn new(shared: &'p mut Shared<'s>, subject: Subject, drawing: Drawing, depth: usize) -> Self {
        let mut world = World::new(shared.scenario.zone.clone());
        world.depth = depth;
        Self {
            shared,
            world,
            tree: Tree::default(),
            subject,
            drawing,
            lets: Vec::new(),
            root: None,
            inputs: Vec::new(),
            current: Vec::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.world.diagnostics.add(diagnostic);
    }

    /// The value of a node, checked when it is first asked for.
    pub fn value(&mut self, id: NodeId) -> Option<Typed> {
        match &self.tree.node(id).state {
            State::Done(typed) => return Some(typed.clone()),
            State::Failed => return None,
            State::Started => {
                self.report_cycle(id);
                return None;
            }
            State::Waiting => {}
        }
        self.tree.nodes[id.0].state = State::Started;
        self.current.push(id);
        let checked = self.content(id);
        self.current.pop();
        let state = checked.clone().map_or(State::Failed, State::Done);
        self.tree.nodes[id.0].state = state;
        checked
    }

    fn content(&mut self, id: NodeId) -> Option<Typed> {
        let node = self.tree.node(id);
        let (span, block) = (node.span, node.block);
        let typed = match node.content.clone() {
            Content::Value(written) => self.written(id, &written)?,
            Content::Mapping(children) => self.record(&children, span)?,
            Content::List(items) => {
                let items = self.values(&items)?;
                let element = items.iter().map(|item| item.ty.clone()).fold(Type::Null, Type::join);
                let node = constants(&items)
                    .map_or(Node::List(items), |constants| Node::Constant(Owned::List(constants)));
                Typed::new(node, Type::list(element), span)
            }
            Content::Repeat { over, element } => self.repeat(&over, element, span)?,
        };
        Some(self.keep(typed, block, id))
    }

    /// Computes a value into a slot of its own, once; constants need none.
    fn keep(&mut self, typed: Typed, block: BlockId, id: NodeId) -> Typed {
        if matches!(typed.node, Node::Constant(_) | Node::Slot(_)) {
            return typed;
        }
        let slot = self.world.slot();
        let kept = Typed { node: Node::Slot(slot), ..typed.clone() };
        self.tree.blocks[block.0].assignments.push((slot, typed, id));
        kept
    }

    fn values(&mut self, ids: &[NodeId]) -> Option<Vec<Typed>> {
        let values: Vec<Option<Typed>> = ids.iter().map(|id| self.value(*id)).collect();
        values.into_iter().collect()
    }

    fn record(&mut self, children: &[NodeId], span: Span) -> Option<Typed> {
        let values = self.values(children)?;
        let names: Vec<String> = children.iter().map(|child| self.tree.node(*child).name.clone()).collect();
        let fields = names.iter().zip(&values);
        let fields = fields.map(|(name, value)| Field { name: name.clone(), ty: value.ty.clone() }).collect();
        let names: Arc<[Box<str>]> = names.iter().map(|name| name.as_str().into()).collect();
        let node = match constants(&values) {
            Some(constants) => Node::Constant(Owned::Record(names.iter().cloned().zip(constants).collect())),
            None => Node::Record(names, values),
        };
        Some(Typed::new(node, Type::Row(Arc::new(RowType { fields })), span))
    }

    fn written(&mut self, id: NodeId, written: &Written) -> Option<Typed> {
        match written {
            Written::Literal(literal) => Some(Typed::constant(literal.value.clone(), literal.span)),
            Written::Formula(expr) => {
                let path = self.tree.node(id).path.clone();
                let drawing = self.drawing;
                check_formula(expr, &path, drawing, self)
            }
            Written::Template(text) => super::template::check(self, text),
            Written::Broken(_) => None,
            Written::Mapping(..) | Written::List(..) => unreachable!("the tree took them apart"),
        }
    }

    fn repeat(&mut self, over: &Over, element: NodeId, span: Span) -> Option<Typed> {
        let path = self.tree.node(element).path.clone();
        let block = self.tree.node(element).block;
        let drawing = self.drawing;
        let slot = self.world.slot();
        let over = match over {
            Over::Count(count) => EachOver::Count(Box::new(self.count(count, &path)?)),
            Over::Each { variable, list } => {
                let list = check_formula(list, &path, drawing, self)?;
                let ty = match &list.ty {
                    Type::List(element) => (**element).clone(),
                    Type::Any | Type::Null => Type::Any,
                    other => {
                        let message = format!("`[{} in …]` takes a list, and this is {other}", variable.text);
                        self.report(
                            Diagnostic::new(Code::WrongType, list.span, message).label(other.to_string()),
                        );
                        return None;
                    }
                };
                let element = Typed::new(Node::Slot(slot), ty, variable.span);
                self.tree.blocks[block.0].variable = Some((variable.text.clone(), element));
                EachOver::List(Box::new(list))
            }
        };
        let result = self.value(element)?;
        let assignments = std::mem::take(&mut self.tree.blocks[block.0].assignments);
        let assignments = assignments.into_iter().map(|(slot, typed, _)| (slot, typed)).collect();
        let ty = Type::list(result.ty.clone());
        let body = Block { assignments };
        let each = Each { over, element: slot, body, result: Box::new(result) };
        Some(Typed::new(Node::Each(each), ty, span))
    }

    /// The number of elements: a whole number, or a range that is drawn from.
    fn count(&mut self, count: &crate::formula::ast::Expr, path: &str) -> Option<Typed> {
        let drawing = self.drawing;
        let typed = match &count.kind {
            crate::formula::ast::Kind::Range(..) => {
                let call = crate::formula::ast::Expr::call("int", vec![count.clone()], count.span);
                check_formula(&call, path, drawing, self)?
            }
            _ => check_formula(count, path, drawing, self)?,
        };
        if matches!(typed.ty, Type::Int | Type::Any | Type::Null) {
            return Some(typed);
        }
        let message = format!("the number of elements is a whole number, and this is {}", typed.ty);
        self.report(Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string()));
        None
    }

    fn report_cycle(&mut self, id: NodeId) {
        let start = self.current.iter().position(|member| *member == id).unwrap_or(0);
        let ring: Vec<String> = self.current[start..]
            .iter()
            .chain([&id])
            .map(|member| format!("`{}`", self.display(*member)))
            .collect();
        let message = if ring.len() == 2 {
            format!("{} is computed from itself", ring[0])
        } else {
            format!("these are computed from each other: {}", ring.join(" from "))
        };
        let first = self.tree.node(id);
        let help = "take one of them from somewhere else; a `let` of another name can hold what both need";
        let diagnostic = Diagnostic::new(Code::Cycle, first.span, message).label("in a ring").help(help);
        self.report(diagnostic);
    }

    fn display(&self, id: NodeId) -> String {
        let path = &self.tree.node(id).path;
        path.strip_prefix("payload.").or_else(|| path.strip_prefix("let.")).unwrap_or(path).to_owned()
    }

    /// The `let`, the element variable or the constant of that name.
    fn named_value(&mut self, name: &str) -> Option<Resolved> {
        let mut block = self.current.last().map(|current| self.tree.node(*current).block);
        while let Some(id) = block {
            let around = &self.tree.blocks[id.0];
            if let Some((_, typed)) = around.variable.as_ref().filter(|(variable, _)| variable == name) {
                return Some(Resolved::Found(typed.clone(), 0));
            }
            block = around.parent;
        }
        if let Some(id) = self.let_named(name) {
            return Some(self.value(id).map_or(Resolved::Failed, |typed| Resolved::Found(typed, 0)));
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

    fn field(&mut self, from: NodeId, names: &[Name]) -> Resolved {
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

    /// A slot that holds a node's value; a constant gets one of its own.
    pub fn slot_of(&mut self, typed: &Typed, id: NodeId) -> Slot {
        if let Node::Slot(slot) = typed.node {
            return slot;
        }
        let slot = self.world.slot();
        self.tree.blocks[0].assignments.push((slot, typed.clone(), id));
        slot
    }

    /// What the program computes, in order.
    pub fn assignments(&self) -> Vec<Assignment> {
        let assign = |(slot, typed, id): &(Slot, Typed, NodeId)| {
            let node = self.tree.node(*id);
            let formula = Formula { path: node.path.clone(), span: node.span };
            Assignment { slot: *slot, typed: typed.clone(), formula }
        };
        self.tree.blocks[0].assignments.iter().map(assign).collect()
    }

    /// A built-in value, as an input of the program.
    pub fn input(&mut self, input: Input, ty: Type, span: Span) -> Typed {
        let known = self.inputs.iter().find(|(known, _)| *known == input).map(|(_, slot)| *slot);
        let slot = known.unwrap_or_else(|| {
            let slot = self.world.slot();
            self.inputs.push((input, slot));
            slot
        });
        Typed::new(Node::Slot(slot), ty, span)
    }

    fn built_in(&mut self, base: &Name, members: &[Name]) -> Option<Resolved> {
        let span = base.span;
        let text = |text: &str| Resolved::Found(Typed::constant(text.into(), span), 0);
        let member = members.first().map(|member| member.text.as_str());
        let subject = self.subject.clone();
        let Subject::Event { stream, event } = subject else {
            return match (&self.subject, base.text.as_str()) {
                (Subject::Catalog { .. }, "row") => {
                    Some(Resolved::Found(self.input(Input::Row, Type::Int, span), 0))
                }
                _ => self.not_here(base),
            };
        };
        let (input, ty, taken) = match (base.text.as_str(), member) {
            ("now", _) => (Input::Now, Type::Time, 0),
            ("sent", _) => (Input::Sent, Type::Time, 0),
            ("start", _) => (Input::Start, Type::Time, 0),
            ("elapsed", _) => (Input::Elapsed, Type::Duration, 0),
            ("stream", _) => return Some(text(&stream)),
            ("event", Some("name")) => {
                return Some(Resolved::Found(Typed::constant(event.as_str().into(), span), 1));
            }
            ("event", Some("index")) => (Input::EventIndex, Type::Int, 1),
            ("event", Some("id")) => (Input::EventId, Type::Text, 1),
            ("phase", Some("name")) => (Input::PhaseName, Type::Text, 1),
            ("phase", Some("elapsed")) => (Input::PhaseElapsed, Type::Duration, 1),
            ("phase", Some("progress")) => (Input::PhaseProgress, Type::Number, 1),
            ("event", _) => return Some(self.no_member(base, members, &["name", "index", "id"])),
            ("phase", _) => return Some(self.no_member(base, members, &["name", "elapsed", "progress"])),
            ("payload", _) => return Some(self.payload(base, members)),
            _ => return self.not_here(base),
        };
        Some(Resolved::Found(self.input(input, ty, span), taken))
    }

    fn payload(&mut self, base: &Name, members: &[Name]) -> Resolved {
        match self.root {
            Some(root) => self.field(root, members),
            None => {
                let message = "this payload is a single value and has no fields";
                self.report(Diagnostic::new(Code::UnknownField, base.span, message).label("no fields"));
                Resolved::Failed
            }
        }
    }

    fn no_member(&mut self, base: &Name, members: &[Name], known: &[&str]) -> Resolved {
        let span = members.first().map_or(base.span, |member| member.span);
        let wrong = members.first().map_or("", |member| member.text.as_str());
        let list = known.iter().map(|name| format!("`{}.{name}`", base.text)).collect::<Vec<_>>().join(", ");
        self.report(
            Diagnostic::new(Code::UnknownField, span, format!("`{}` stands for {list}", base.text))
                .label("none of them")
                .suggest(wrong, known.iter().copied()),
        );
        Resolved::Failed
    }

    /// A built-in name that means nothing in this place.
    fn not_here(&mut self, base: &Name) -> Option<Resolved> {
        let place = match (base.text.as_str(), &self.subject) {
            ("row", Subject::Event { .. }) => "only in the fields of a catalog",
            ("session" | "step" | "previous", Subject::Event { .. }) => "only in the steps of a journey",
            ("before", Subject::Event { .. }) => "only in the payload of a change",
            (name, Subject::Catalog { .. } | Subject::Constants)
                if crate::scenario::BUILT_INS.contains(&name) =>
            {
                "only in an event"
            }
            _ => return None,
        };
        let message = format!("`{}` has a value {place}", base.text);
        self.report(Diagnostic::new(Code::UnknownName, base.span, message).label("has no value here"));
        Some(Resolved::Failed)
    }
}

/// The values, if all of them are known and stay.
fn constants(values: &[Typed]) -> Option<Vec<Owned>> {
    let known = |value: &Typed| value.as_constant().filter(|constant| **constant != Owned::Omit).cloned();
    values.iter().map(known).collect()
}

impl Scope for ProgramScope<'_, '_> {
    fn resolve(&mut self, base: &Name, members: &[Name]) -> Resolved {
        if let Some(resolved) = self.built_in(base, members) {
            return resolved;
        }
        if let Some(resolved) = self.named_value(&base.text) {
            return resolved;
        }
        match self.field_named(&base.text) {
            Some(id) => match self.field(id, members) {
                Resolved::Found(typed, taken) => Resolved::Found(typed, taken),
                other => other,
            },
            None => Resolved::Unknown,
        }
    }

    fn knows(&self, name: &str) -> bool {
        let built_in = match self.subject {
            Subject::Event { .. } => ["now", "sent", "start", "elapsed", "stream", "payload"].contains(&name),
            Subject::Catalog { .. } => name == "row",
            Subject::Constants => false,
        };
        let variable = self.tree.blocks.iter().filter_map(|block| block.variable.as_ref());
        built_in
            || variable.clone().any(|(variable, _)| variable == name)
            || self.let_named(name).is_some()
            || self.shared.constants.contains_key(name)
            || self.field_named(name).is_some()
    }

    fn names(&self) -> Vec<String> {
        let built_ins: &[&str] = match self.subject {
            Subject::Event { .. } => {
                &["now", "sent", "start", "elapsed", "stream", "event", "phase", "payload"]
            }
            Subject::Catalog { .. } => &["row"],
            Subject::Constants => &[],
        };
        let mut names: Vec<String> = built_ins.iter().map(|&name| name.to_owned()).collect();
        names.extend(self.lets.iter().map(|id| self.tree.node(*id).name.clone()));
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

    fn rows(&self) -> Option<u32> {
        if let Subject::Catalog { rows } = self.subject { Some(rows) } else { None }
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }
}
