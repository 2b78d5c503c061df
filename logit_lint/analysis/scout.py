"""The scout: interprets a file and matches the rules' patterns on what it saw."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..findings import Confidence, LossCall
from ..kinds import Kind
from ..knowledge.catalog import Catalog, Knowledge
from . import classes, function_calls, statements
from .candidates import Candidate
from .evidence import LogitsOfSigmoid
from .frames import MAX_OUTSIDE, Frame, Run, Sink, Use, Watched
from .patterns import Careless, Match, Misuse, Shape, Unchecked, is_guarded
from .program import Far, imported_names
from .relevance import Relevance, sink_lines, sink_words
from .scopes import Scope
from .senses import OTHER, sense
from .survey import Survey
from .terms import UNKNOWN, Term, is_const, phi, unknown
from .values import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..rule import Rule
    from ..source import Source
    from .program import Program
    from .values import Function


@dataclass
class Scouting:
    """What the scout brings home."""

    candidates: list[Candidate] = field(default_factory=list)
    elsewhere: list[Candidate] = field(default_factory=list)
    """What the file hands to functions of other files, and is misused there."""
    loss_calls: list[LossCall] = field(default_factory=list)
    """Those of other files, too, as they are seen from here."""


def scout(
    source: Source,
    rules: Sequence[Rule],
    tree: ast.Module | None = None,
    knowledge: Knowledge | None = None,
    program: Program | None = None,
) -> Scouting:
    """Interpret a file and find candidates for the rules.

    Args:
        source: The file.
        rules: The rules to look for.
        tree: The file's syntax tree, if it is at hand.
        knowledge: The APIs that are known; by default no project's own.
        program: Where the file's imports lead; by default they are not followed.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as `ast.parse` does.
    """
    if tree is None:
        tree = ast.parse(source.text)
    patterns = [(rule, pattern) for rule in rules for pattern in rule.patterns]
    shapes = [(rule, pattern) for rule, pattern in patterns if isinstance(pattern, Shape)]
    misuses = [(rule, pattern) for rule, pattern in patterns if isinstance(pattern, Misuse)]
    careless = [shape for _, shape in shapes if isinstance(shape, Careless)]
    watch = frozenset(
        op for shape in (*(shape for _, shape in shapes), *(one.careful for one in careless)) for op in shape.roots
    )
    watch |= {"compare"}  # It may guard what a formula can't take.
    knowledge = knowledge or Knowledge()
    tables = knowledge.tables_of(source.text) if program is None else program.reach.tables(program.file)
    words = sink_words((pattern for _, pattern in patterns), source.text, tables)
    lines = sink_lines((pattern for _, pattern in patterns), source.text)
    catalog = Catalog(source.text, tree=tree, filename=source.filename, knowledge=knowledge)
    if program is None:
        survey = Survey(tree)
        run = Run(source, catalog, watch, survey)
    else:
        survey = program.file.survey
        run = Run(source, catalog, watch, Far(survey.shared, survey.nonlocals).also(survey), program, program.file)
        words |= program.reach.imported_words(program.file)
    _interpret(run, tree, Relevance(source.text, survey, words, lines))
    spared = _spared(run, careless)
    misused = list(_misused(run, misuses))
    # Whatever a file does on its own account is found when it is checked itself.
    elsewhere = [candidate for candidate in misused if candidate.source is not source and _is_handed_on(candidate)]
    misused = [candidate for candidate in misused if candidate.source is source]
    candidates = _most_specific([*misused, *_shaped(run, shapes, spared)])
    for candidate in candidates:
        candidate.names, candidate.tree, candidate.peers = run.names, tree, candidates
    for candidate in elsewhere:
        _belongs_to(candidate, program)
    return Scouting(candidates, _most_specific(elsewhere), _all_loss_calls(run))


def _is_handed_on(candidate: Candidate) -> bool:
    """Whether the evidence is what a call handed on, not a name."""
    return candidate.use is not None and candidate.use.informed and candidate.confidence is Confidence.CERTAIN


def _belongs_to(candidate: Candidate, program: Program | None) -> None:
    """Give a candidate the tree and the names of the file in which it stands."""
    for module in program.modules.values() if program is not None else ():
        if module is not None and module.file.source is candidate.source:
            candidate.names, candidate.tree = module.imported_names(), module.file.tree


def _interpret(run: Run, tree: ast.Module, relevance: Relevance) -> None:
    module = run.module = Frame(run, Scope())
    if run.program is not None:
        run.program.start(run, module.scope)
    history: dict[str, list[Term]] = {}
    module.history = history
    for statement in tree.body:
        with suppress(RecursionError):  # Nested deeper than any code that people write: unknown.
            statements.execute((statement,), module)
    for name, values in history.items():
        if len(values) > 1:
            # A function may run at any time, and then sees any of them.
            module.scope.bindings[name] = phi(values)
    for name, writers in run.far.shared.items():
        _share(name, history.get(name, []), writers, run)
    for function in run.functions:  # Grows while nested functions are met.
        if relevance.includes(function.node):
            _interpret_uncalled(function, run)
    _follow(run, relevance)
    _call_from_outside(run, relevance)
    _follow(run, relevance)
    run.names = imported_names(module.scope)


def _share(name: str, values: list[Term], writers: Iterable[ast.AST], run: Run) -> None:
    """A global that functions bind, too: what they leave it at is looked for when somebody asks."""
    functions = [function for function in run.functions if function.node in writers]

    def find() -> Term:
        found = list(values)
        for function in functions:
            if not run.module.may_follow(function):
                return unknown(f"`{name}` is shared with other functions")
            frame = Frame(run, Scope(function.scope), function=function, caller=run.module)
            function_calls.interpret(function, function.scope, None, None, frame)
            found.append(frame.scope.bindings.get(name, UNKNOWN))
        return phi(found)

    if functions:
        run.module.scope.bindings[name] = Term("call", (), None, run.source, Call(functions[0], False, False, find))


def _is_relevant(function: Function, run: Run, relevance: Relevance) -> bool:
    """Whether a function leads to a sink, by the words of its file."""
    home = function.run
    if home is None or home is run or home.program is None:
        return relevance.includes(function.node)
    return home.program.is_relevant(function)


def _interpret_uncalled(function: Function, run: Run) -> None:
    """Interpret a function as if nobody called it: with unknown arguments."""
    frame = Frame(run, Scope(function.scope), function=function)
    if function.owner is not None:
        frame.instance = classes.blueprint(function.owner, frame).data
    run.sinks[function.node] = frame.sinks
    with suppress(RecursionError):
        function_calls.interpret(function, function.scope, None, None, frame)


def _call_from_outside(run: Run, relevance: Relevance) -> None:
    """Interpret methods that nobody here calls, for those of whom more is known than the method's own class says.

    These are subclasses that inherit a method, and instances that were made with models, losses and
    the like and then handed to somebody else, such as a trainer.
    """
    known: dict[ast.AST, frozenset[Sink]] = {}
    times: Counter[ast.AST] = Counter()
    for cls in run.classes:
        if len(cls.lineage()) > 1 and not cls.subclasses:
            inherited = [method for method in cls.methods() if method.owner is not cls]
            _call_methods(inherited, classes.blueprint(cls, run.module), {Sink.USE}, run, relevance, known, times)
    for term in run.instances:
        if not term.data.used:
            _call_methods(term.data.cls.methods(), term, set(Sink), run, relevance, known, times)


def _call_methods(
    methods: list[Function],
    receiver: Term,
    sought: set[Sink],
    run: Run,
    relevance: Relevance,
    known: dict[ast.AST, frozenset[Sink]],
    times: Counter[ast.AST],
) -> None:
    for method in methods:
        if method.name == "__init__" or method.kind == "static" or not run.module.may_follow(method):
            continue
        if times[method.node] >= MAX_OUTSIDE or run.fuel < run.reserve:
            continue  # What is left is for those who ask what calls return.
        sinks = sought if _is_relevant(method, run, relevance) else sought - {Sink.USE}
        if not sinks or sinks.isdisjoint(_sinks(method, run, known, set())):
            continue
        scope = Scope(method.scope)
        times[method.node] += 1
        frame = Frame(run, scope, function=method, instance=receiver.data, caller=run.module, informed=True)
        with suppress(RecursionError):
            function_calls.interpret(method, method.scope, receiver, None, frame)


def _follow(run: Run, relevance: Relevance) -> None:
    """Follow the calls that tell their callee something that a finding in it may depend on."""
    sinks: dict[ast.AST, frozenset[Sink]] = {}
    while run.calls or run.closures:  # Both grow while calls lead to calls.
        with suppress(RecursionError):
            if run.calls:
                call = run.calls.popleft()
                uses = call.informed and _is_relevant(call.function, run, relevance)
                told = {Sink.USE} if uses else set()
                told |= {Sink.CALLED} if call.hands_on_callables else set()
                if told and not told.isdisjoint(_sinks(call.function, run, sinks, set())):
                    call.result  # noqa: B018 - what happens in the call is noted
            else:
                function, outer = run.closures.popleft()
                if outer.may_follow(function) and _sinks(function, run, sinks, set()):
                    scope = Scope(function.scope)
                    frame = Frame(run, scope, function=function, instance=outer.instance, caller=outer, informed=True)
                    function_calls.interpret(function, function.scope, None, None, frame)


def _sinks(function: Function, run: Run, known: dict[ast.AST, frozenset[Sink]], asked: set[ast.AST]) -> frozenset[Sink]:
    """What findings in a function, and in what it calls, may come from."""
    node = function.node
    if function.run not in (None, run):
        return frozenset(Sink)  # To look into it costs as much as to follow the call.
    if node in known:
        return known[node]
    if node in asked:
        return frozenset()
    asked.add(node)
    if node not in run.sinks:
        _interpret_uncalled(function, run)
    found: set[Sink] = set()
    for sink in run.sinks[node]:
        found |= {sink} if isinstance(sink, Sink) else _sinks(sink, run, known, asked)
    if len(found) == len(Sink) or len(asked) == 1:
        known[node] = frozenset(found)  # Fewer that were found in a circle are not remembered.
    return frozenset(found)


def _misused(run: Run, misuses: list[tuple[Rule, Misuse]]) -> Iterable[Candidate]:
    for readings in run.uses:
        found = []
        for uses in readings:
            wrong = next((one for use in uses if (one := _misuse(use, misuses)) is not None), None)
            if wrong is None:
                break
            found.append(wrong)
        if len(found) == len(readings):
            yield found[0]


def _misuse(use: Use, misuses: list[tuple[Rule, Misuse]]) -> Candidate | None:
    gets = sense(use.term) or OTHER
    right = _is_right(use)
    if not right and any(_is_right(other) for other in use.alternatives):
        return None  # The other arm of an `if` knows what the tensor is, and this one is not for it.
    if (gets.named or use.assumed) and use.function is not None and use.function.calls and not use.informed:
        return None  # The calls of the function tell more than a parameter's name or its default.
    fitting = [(rule, misuse) for rule, misuse in misuses if misuse.right is right]
    matching = [[rule for rule, misuse in fitting if misuse.fits(use, role, gets)] for role in use.roles]
    if not all(matching):
        return None  # What one of several possible roles allows is right.
    rule = next(rule for rule in matching[0] if not any(rule.code in other.beats for other in matching[0]))
    node = use.flag if use.implicit and use.flag is not None else use.argument
    return Candidate(rule, use.source, node, use.term, use=use, sense=gets, terms=(use.term,), function=use.function)


def _is_right(use: Use) -> bool:
    """Whether a use gets the kind that it takes, and not from another normaliser."""
    gets = sense(use.term)
    return gets is not None and any(
        (role.meaning.kind is gets.kind and None in (gets.normaliser, role.meaning.normaliser))
        or role.meaning[:2] == (gets.kind, gets.normaliser)
        for role in use.roles
    )


def _spared(run: Run, careless: list[Careless]) -> set[tuple[Shape, Function | None]]:
    """The functions that are, for a shape, the careful formula."""
    return {
        (shape, watched.function)
        for watched in run.watched
        for shape in careless
        if watched.term.op in shape.careful.roots and _match(shape.careful, watched.term) is not None
    }


def _shaped(
    run: Run, shapes: list[tuple[Rule, Shape]], spared: set[tuple[Shape, Function | None]]
) -> Iterable[Candidate]:
    by_root: dict[str, list[tuple[Rule, Shape]]] = defaultdict(list)
    for rule, shape in shapes:
        for root in shape.roots:
            by_root[root].append((rule, shape))
    places: dict[tuple[str, ast.AST], list[tuple[Watched, Candidate | None]]] = defaultdict(list)
    for watched in run.watched:
        node = watched.term.node
        if not isinstance(node, ast.expr) or watched.term.source not in (None, run.source):
            continue
        found: dict[str, Candidate | None] = {}
        for rule, shape in by_root[watched.term.op]:
            if found.get(rule.code) is None and (shape, watched.function) not in spared:
                found[rule.code] = _shape(watched, node, rule, shape, run)
        for code, candidate in found.items():
            places[code, node].append((watched, candidate))
    for outcomes in places.values():
        plain = [candidate for watched, candidate in outcomes if not watched.informed]
        informed = [candidate for watched, candidate in outcomes if watched.informed]
        # What is wrong whoever calls is wrong; otherwise it must be wrong for every call that is seen.
        believed = next((candidate for candidate in plain if candidate is not None), None)
        if believed is None and all(informed):
            believed = next(iter(informed), None)
        if believed is not None:
            yield believed


def _shape(watched: Watched, node: ast.expr, rule: Rule, shape: Shape, run: Run) -> Candidate | None:
    term = watched.term
    found = _match(shape, term)
    if found is None:
        return None
    checked = found.parts.get(shape.part) if isinstance(shape, Unchecked) else None
    if "exp" in found.parts:
        checked = found.parts["exp"].args[0]
    if checked is not None and is_guarded(checked, _comparisons(run, watched.function)):
        return None
    if isinstance(shape, LogitsOfSigmoid) and not shape.is_confirmed(found, _all_uses(run)):
        return None
    source, terms = term.source or run.source, tuple(found.terms)
    return Candidate(rule, source, node, term, parts=found.parts, terms=terms, function=watched.function)


def _comparisons(run: Run, function: Function | None) -> Iterator[Term]:
    """What a function compares with something."""
    return (one.term.args[0] for one in run.watched if one.term.op == "compare" and one.function is function)


def _all_uses(run: Run) -> Iterator[Use]:
    return (use for readings in run.uses for reading in readings for use in reading)


def _match(shape: Shape, term: Term) -> Match | None:
    found = Match()
    try:
        return found if shape.fits(term, found) else None
    except RecursionError:
        return None


def _most_specific(candidates: list[Candidate]) -> list[Candidate]:
    """One candidate for one mistake: the one of the most specific rule."""
    taken: dict[str, set[ast.AST]] = defaultdict(set)
    for candidate in candidates:
        nodes = [term.node for term in candidate.terms if term.node is not None]
        if candidate.use is not None:
            nodes += [other.argument for other in candidate.use.beside]
        for code in candidate.rule.beats:
            taken[code].update(nodes)
    kept: dict[tuple[str, ast.AST], Candidate] = {}
    for candidate in candidates:
        if candidate.node not in taken[candidate.rule.code]:
            kept.setdefault((candidate.rule.code, candidate.node), candidate)
    return list(kept.values())


def _all_loss_calls(run: Run) -> list[LossCall]:
    modules = run.program.modules.values() if run.program is not None else ()
    runs = dict.fromkeys((run, *(module.run for module in modules if module is not None)))
    return [call for one in runs for call in _loss_calls(one)]


def _loss_calls(run: Run) -> list[LossCall]:
    seen = []
    for node, (api, terms) in run.loss_calls.items():
        understood = any(_known(term) for term in terms)
        reason = None if understood else _why(terms[-1])
        seen.append(LossCall(run.source.filename, run.source.span(node), api.short_name, reason))
    return seen


def _known(term: Term) -> bool:
    found = sense(term)
    return found is not None and (not found.named or found.kind is not Kind.OTHER)


def _why(term: Term) -> str:
    """Why nothing is known of a term, in words."""
    for _ in range(32):
        if term.op == "call":
            term = term.data.result
        elif term.op == "unknown":
            return str(term.data or "the expression is not understood")
        elif term.op == "param":
            return f"`{term.data}` is a parameter nobody in this file passes"
        elif term.op == "attr":
            return f"`.{term.data}` of something unknown"
        elif term.op == "phi":
            branches = [branch for branch in term.args if not is_const(branch, None)]
            if all(sense(branch) is not None for branch in branches):
                return "it is of another kind on another path"
            term = next(branch for branch in branches if sense(branch) is None)
        elif term.args:
            term = next((arg for arg in term.args if sense(arg) is None), term.args[0])
        else:
            break
    return "the expression is not understood"
