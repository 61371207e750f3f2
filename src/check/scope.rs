//! One program being checked: the values of its nodes, each checked when it is first asked for.

use super::event::Input;
use super::session::SessionNames;
use super::shared::Shared;
use super::tree::{BlockId, Content, NodeId, Over, State, Tree};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::formula::check::{Drawing, World, check as check_formula};
use crate::formula::compile::Assignment;
use crate::formula::program::Formula;
use crate::formula::typed::{Block, Each, Node, Over as EachOver, Slot, Typed};
use crate::scenario::Written;
use crate::source::Span;
use crate::value::{Field, Owned, RowType, Type};
use std::rc::Rc;
use std::sync::Arc;

/// What is being checked, which decides on the built-in names.
#[derive(Debug, Clone)]
pub enum Subject {
    Event {
        stream: String,
        event: String,
    },
    /// What a journey computes besides its events.
    Journey {
        stream: String,
    },
    Catalog {
        rows: u32,
    },
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
    /// Inside a journey.
    pub session: Option<SessionNames>,
    /// The nodes being checked, outermost first.
    pub(super) current: Vec<NodeId>,
}

impl<'p, 's> ProgramScope<'p, 's> {
    pub fn new(shared: &'p mut Shared<'s>, subject: Subject, drawing: Drawing, depth: usize) -> Self {
        let mut world = World::new(shared.scenario.zone.clone(), Rc::clone(&shared.parts));
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
            session: None,
            current: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
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
            Content::Lasts { change, filter } => self.lasts(change, filter, span)?,
            Content::Changed { condition, before, after } => {
                self.changed([condition, after], before, span)?
            }
        };
        if let (Node::Constant(constant), Content::List(_) | Content::Mapping(_)) =
            (&typed.node, &self.tree.node(id).content)
        {
            self.world.take_parts(constant.parts(), span)?;
        }
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
        let is_changed = self.current[start..].iter().any(|member| self.tree.before.contains_key(member));
        let help = if is_changed {
            "in a change, a value as it was is called `before`".to_owned()
        } else if ring.len() == 2 {
            self.nothing_else_is_called(&first.name)
        } else {
            "take one of them from somewhere else; a `let` of another name can hold what both need".to_owned()
        };
        let diagnostic = Diagnostic::new(Code::Cycle, first.span, message).label("in a ring").help(help);
        self.report(diagnostic);
    }

    /// What a formula that names its own field may have meant.
    fn nothing_else_is_called(&self, name: &str) -> String {
        let catalogs = self.shared.scenario.catalogs.iter().map(|catalog| catalog.name.text.as_str());
        let lets = self.lets.iter().map(|id| self.tree.node(*id).name.as_str());
        let meant = nearest(name, lets.chain(catalogs).filter(|known| *known != name));
        let meant = meant.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
        format!("nothing else here is called `{name}`{meant}")
    }

    pub(super) fn display(&self, id: NodeId) -> String {
        let path = &self.tree.node(id).path;
        path.strip_prefix("payload.").or_else(|| path.strip_prefix("let.")).unwrap_or(path).to_owned()
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
            Assignment { slot: *slot, typed: typed.clone(), is_wide: false, formula }
        };
        self.tree.blocks[0].assignments.iter().map(assign).collect()
    }
}

/// The values, if all of them are known and stay.
fn constants(values: &[Typed]) -> Option<Vec<Owned>> {
    let known = |value: &Typed| value.as_constant().filter(|constant| **constant != Owned::Omit).cloned();
    values.iter().map(known).collect()
}
