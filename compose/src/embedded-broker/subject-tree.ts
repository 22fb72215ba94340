/**
 * Subscriptions by subject, as a tree of the subject's tokens (`a.b.c` → a → b → c), so that the cost of
 * finding who listens depends on the length of a subject and not on the number of subscriptions.
 */
interface SubjectNode<Subscription> {
	readonly children: Map<string, SubjectNode<Subscription>>;
	/** Subscriptions whose subject ends here. */
	readonly exact: Set<Subscription>;
	/** Subscriptions whose subject ends here with `>`. */
	readonly rest: Set<Subscription>;
}

const anyToken = "*";
const anyRest = ">";

export class SubjectTree<Subscription> {
	readonly #root = newNode<Subscription>();

	add(subject: string, subscription: Subscription): void {
		let node = this.#root;
		const tokens = subject.split(".");
		for (const [index, token] of tokens.entries()) {
			if (token === anyRest && index === tokens.length - 1) {
				node.rest.add(subscription);
				return;
			}
			let child = node.children.get(token);
			if (child === undefined) {
				child = newNode();
				node.children.set(token, child);
			}
			node = child;
		}
		node.exact.add(subscription);
	}

	remove(subject: string, subscription: Subscription): void {
		removeBelow(this.#root, subject.split("."), 0, subscription);
	}

	/** Calls `found` once for every subscription that the subject (without wildcards) matches. */
	match(subject: string, found: (subscription: Subscription) => void): void {
		matchBelow(this.#root, subject.split("."), 0, found);
	}

	get isEmpty(): boolean {
		return isUnused(this.#root);
	}
}

function newNode<Subscription>(): SubjectNode<Subscription> {
	return { children: new Map(), exact: new Set(), rest: new Set() };
}

function isUnused<Subscription>(node: SubjectNode<Subscription>): boolean {
	return node.children.size === 0 && node.exact.size === 0 && node.rest.size === 0;
}

function matchBelow<Subscription>(
	node: SubjectNode<Subscription>,
	tokens: readonly string[],
	index: number,
	found: (subscription: Subscription) => void,
): void {
	const token = tokens[index];
	if (token === undefined) {
		node.exact.forEach(found);
		return;
	}
	node.rest.forEach(found);
	const literal = node.children.get(token);
	if (literal !== undefined) matchBelow(literal, tokens, index + 1, found);
	const wildcard = node.children.get(anyToken);
	if (wildcard !== undefined) matchBelow(wildcard, tokens, index + 1, found);
}

function removeBelow<Subscription>(
	node: SubjectNode<Subscription>,
	tokens: readonly string[],
	index: number,
	subscription: Subscription,
): void {
	const token = tokens[index];
	if (token === undefined) {
		node.exact.delete(subscription);
		return;
	}
	if (token === anyRest && index === tokens.length - 1) {
		node.rest.delete(subscription);
		return;
	}
	const child = node.children.get(token);
	if (child === undefined) return;
	removeBelow(child, tokens, index + 1, subscription);
	if (isUnused(child)) node.children.delete(token);
}

/** A subject one may publish to: tokens without wildcards, none of them empty. */
export function isLiteralSubject(subject: string): boolean {
	return subject.split(".").every((token) => token !== "" && token !== anyToken && token !== anyRest);
}

/** A subject one may subscribe to: `*` for a whole token, `>` only as the last. */
export function isSubscribableSubject(subject: string): boolean {
	const tokens = subject.split(".");
	return tokens.every((token, index) => token !== "" && (token !== anyRest || index === tokens.length - 1));
}

/** Whether a subscription of `pattern` gets what is published to `subject`. */
export function isSubjectMatched(pattern: string, subject: string): boolean {
	const wanted = pattern.split(".");
	const tokens = subject.split(".");
	for (const [index, token] of wanted.entries()) {
		if (index >= tokens.length) return false;
		if (token === anyRest && index === wanted.length - 1) return true;
		if (token !== anyToken && token !== tokens[index]) return false;
	}
	return wanted.length === tokens.length;
}
