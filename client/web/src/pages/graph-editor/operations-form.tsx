import type { ComponentProps } from "react";
import { NumberField, SelectField } from "../../shell/fields.tsx";
import type { FormPlace } from "./draft-problems-model.ts";
import styles from "./stage-form.module.css";

type Operations = Readonly<Record<string, unknown>>;

const placements = [
	{ value: "auto", words: "a worker's machine where it fits, else a cluster" },
	{ value: "local", words: "only workers' own machines" },
	{ value: "cluster", words: "only clusters" },
] as const;

/** How a stage is run: changing it makes nothing stale. `onChange` gets only what is changed. */
export function OperationsForm({
	operations,
	priority,
	problemAt,
	onChange,
	onPriority,
}: {
	operations: Operations;
	priority: number;
	problemAt: (place: FormPlace) => string | null;
	onChange: (change: Operations) => void;
	onPriority: (priority: number) => void;
}) {
	const number = (name: string) => (typeof operations[name] === "number" ? operations[name] : null);
	const rules = (operations.retryRules ?? {}) as Readonly<Record<string, { readonly retries?: number } | undefined>>;
	return (
		<div className={styles.form}>
			<div className={styles.pair}>
				<OperationField
					name="priority"
					problemAt={problemAt}
					label="Priority"
					value={priority}
					minimum={-1000}
					maximum={1000}
					step={1}
					onChange={(value) => onPriority(value ?? 0)}
				/>
				<OperationField
					name="workUnits"
					problemAt={problemAt}
					label="Work units"
					value={number("workUnits")}
					minimum={0}
					placeholder="1"
					onChange={(value) => onChange({ workUnits: value ?? 1 })}
				/>
				<OperationField
					name="timeLimitSeconds"
					problemAt={problemAt}
					label="Time limit (s)"
					value={number("timeLimitSeconds")}
					minimum={1}
					placeholder="none"
					onChange={(timeLimitSeconds) => onChange({ timeLimitSeconds })}
				/>
				<OperationField
					name="memoryMb"
					problemAt={problemAt}
					label="Memory (MB)"
					value={number("memoryMb")}
					minimum={1}
					placeholder="no limit"
					onChange={(memoryMb) => onChange({ memoryMb })}
				/>
				<OperationField
					name="retryRules"
					problemAt={problemAt}
					label="Retries after a failure"
					value={rules.failed?.retries ?? null}
					minimum={0}
					step={1}
					placeholder="1"
					onChange={(retries) =>
						onChange({
							retryRules: { ...rules, failed: { backOffSeconds: 2, ...rules.failed, retries: retries ?? 1 } },
						})
					}
				/>
				<OperationField
					name="pauseAfterFailures"
					problemAt={problemAt}
					label="Pauses after failures in a row"
					value={number("pauseAfterFailures")}
					minimum={1}
					step={1}
					placeholder="never"
					onChange={(pauseAfterFailures) => onChange({ pauseAfterFailures })}
				/>
			</div>
			<SelectField
				label="Runs on"
				value={placements.find((choice) => choice.value === operations.placement)?.value ?? "auto"}
				choices={placements}
				onChange={(placement) => onChange({ placement })}
			/>
		</div>
	);
}

/** A number of the operations, in a place that what is wrong with it can be led to. */
function OperationField({
	name,
	problemAt,
	...field
}: Omit<ComponentProps<typeof NumberField>, "problem"> & {
	name: string;
	problemAt: (place: FormPlace) => string | null;
}) {
	const place: FormPlace = `operation ${name}`;
	return (
		<div data-place={place}>
			<NumberField {...field} problem={problemAt(place)} />
		</div>
	);
}
