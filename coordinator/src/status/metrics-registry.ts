/**
 * Counters, gauges and histograms in Prometheus' text format. A metric is made once and kept by whoever counts with
 * it; what is only read on demand is set by a collector, just before the text is made.
 */

export type Labels = Readonly<Record<string, string | number>>;

interface Metric {
	readonly name: string;
	readonly help: string;
	readonly type: "counter" | "gauge" | "histogram";
	lines(): string[];
}

/** Only grows; the name ends in `_total`. */
export class Counter implements Metric {
	readonly type = "counter";
	readonly name: string;
	readonly help: string;
	readonly #values = new Map<string, number>();

	constructor(name: string, help: string) {
		this.name = name;
		this.help = help;
	}

	add(amount = 1, labels: Labels = {}): void {
		const key = labelText(labels);
		this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
	}

	/** For what is counted elsewhere: takes over the count. */
	set(value: number, labels: Labels = {}): void {
		this.#values.set(labelText(labels), value);
	}

	lines(): string[] {
		return linesOf(this.name, this.#values);
	}
}

export class Gauge implements Metric {
	readonly type = "gauge";
	readonly name: string;
	readonly help: string;
	readonly #values = new Map<string, number>();

	constructor(name: string, help: string) {
		this.name = name;
		this.help = help;
	}

	set(value: number, labels: Labels = {}): void {
		this.#values.set(labelText(labels), value);
	}

	/** Before a collector sets it anew: labels that are no more vanish. */
	clear(): void {
		this.#values.clear();
	}

	lines(): string[] {
		return linesOf(this.name, this.#values);
	}
}

/** How long things take; the unit (seconds) is in the name. */
export class Histogram implements Metric {
	readonly type = "histogram";
	readonly name: string;
	readonly help: string;
	readonly #bounds: readonly number[];
	readonly #counts: number[];
	#sum = 0;
	#count = 0;

	/** `bounds` are upper bounds, growing. */
	constructor(name: string, help: string, bounds: readonly number[]) {
		this.name = name;
		this.help = help;
		this.#bounds = bounds;
		this.#counts = bounds.map(() => 0);
	}

	observe(value: number): void {
		this.#sum += value;
		this.#count += 1;
		const place = this.#bounds.findIndex((bound) => value <= bound);
		if (place >= 0) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
	}

	lines(): string[] {
		let total = 0;
		const buckets = this.#bounds.map((bound, place) => {
			total += this.#counts[place] ?? 0;
			return `${this.name}_bucket{le="${bound}"} ${total}`;
		});
		return [
			...buckets,
			`${this.name}_bucket{le="+Inf"} ${this.#count}`,
			`${this.name}_sum ${this.#sum}`,
			`${this.name}_count ${this.#count}`,
		];
	}
}

export class MetricsRegistry {
	readonly #metrics: Metric[] = [];
	readonly #collectors: (() => void | Promise<void>)[] = [];

	counter(name: string, help: string): Counter {
		return this.#add(new Counter(name, help));
	}

	gauge(name: string, help: string): Gauge {
		return this.#add(new Gauge(name, help));
	}

	histogram(name: string, help: string, bounds: readonly number[]): Histogram {
		return this.#add(new Histogram(name, help, bounds));
	}

	/** Called before every text; one that fails leaves its metrics as they were. */
	addCollector(collect: () => void | Promise<void>): void {
		this.#collectors.push(collect);
	}

	async text(): Promise<string> {
		await Promise.allSettled(this.#collectors.map(async (collect) => collect()));
		return this.#metrics
			.map((metric) =>
				[`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`, ...metric.lines(), ""].join(
					"\n",
				),
			)
			.join("");
	}

	#add<Kind extends Metric>(metric: Kind): Kind {
		if (this.#metrics.some((known) => known.name === metric.name)) {
			throw new Error(`the metric ${metric.name} was made twice`);
		}
		this.#metrics.push(metric);
		return metric;
	}
}

function linesOf(name: string, values: ReadonlyMap<string, number>): string[] {
	return [...values].map(([labels, value]) => `${name}${labels} ${value}`);
}

function labelText(labels: Labels): string {
	const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`);
	return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escapeLabel(value: string): string {
	return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
