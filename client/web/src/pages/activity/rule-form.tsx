import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	CreateNotificationRuleDocument,
	type RuleRowFragment,
	type Severity,
	UpdateNotificationRuleDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { CheckField, NumberField, SelectField, TextField } from "../../shell/fields.tsx";
import { Problem } from "../../shell/problem.tsx";
import styles from "./activity.module.css";
import { draftOf, emptyRule, inputOf, minuteOf, type RuleDraft } from "./rule-model.ts";

const severities: readonly { readonly value: Severity; readonly words: string }[] = [
	{ value: "ERROR", words: "errors" },
	{ value: "WARNING", words: "warnings" },
	{ value: "INFO", words: "information" },
];

const timeProblem = (clock: string) =>
	clock === "" || minuteOf(clock) !== null ? null : "A time of day, such as 22:00";

/** Who, of what, when, and when not. */
export function RuleForm({
	rule,
	kinds,
	canSendMail,
	onClose,
}: {
	rule: RuleRowFragment | null;
	/** Kinds of events to choose from. */
	kinds: readonly string[];
	canSendMail: boolean;
	onClose: () => void;
}) {
	const { api, projects } = useLive();
	const listed = useReading(projects);
	const [draft, setDraft] = useState<RuleDraft>(() =>
		rule === null ? emptyRule(new Intl.DateTimeFormat().resolvedOptions().timeZone, canSendMail) : draftOf(rule),
	);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [isBusy, setIsBusy] = useState(false);
	const set = (change: Partial<RuleDraft>) => setDraft({ ...draft, ...change });
	const save = async () => {
		setIsBusy(true);
		setProblem(null);
		try {
			const input = inputOf(draft);
			if (rule === null) await api.mutate(CreateNotificationRuleDocument, { input });
			else await api.mutate(UpdateNotificationRuleDocument, { input: { ...input, id: rule.id } });
			onClose();
		} catch (error) {
			setProblem(asApiProblem(error));
			setIsBusy(false);
		}
	};
	return (
		<form
			className={styles.ruleForm}
			aria-label={rule === null ? "New notification rule" : `Rule ${rule.name}`}
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			<div className={styles.fields}>
				<TextField label="Name" value={draft.name} onChange={(name) => set({ name })} />
				<SelectField
					label="How"
					value={draft.kind}
					choices={[
						{ value: "EMAIL", words: "by mail" },
						{ value: "WEBHOOK", words: "in a channel (Slack-compatible webhook)" },
					]}
					onChange={(kind) => set({ kind })}
				/>
				{draft.kind === "EMAIL" ? (
					<TextField
						label="Who"
						hint="Addresses, separated by commas."
						value={draft.recipients}
						onChange={(recipients) => set({ recipients })}
					/>
				) : (
					<TextField
						label="Address of the webhook"
						isCode
						placeholder="https://hooks.slack.com/services/…"
						value={draft.webhook}
						onChange={(webhook) => set({ webhook })}
					/>
				)}
				<NumberField
					label="Collected for (minutes)"
					hint="0 tells at once, at most one message a minute."
					minimum={0}
					step={1}
					value={draft.digestMinutes}
					onChange={(minutes) => set({ digestMinutes: minutes ?? 0 })}
				/>
			</div>
			<fieldset className={styles.choices}>
				<legend>Tells</legend>
				{severities.map(({ value, words }) => (
					<CheckField
						key={value}
						label={words}
						value={draft.severities.includes(value)}
						onChange={(on) =>
							set({
								severities: on
									? [...draft.severities, value]
									: draft.severities.filter((severity) => severity !== value),
							})
						}
					/>
				))}
			</fieldset>
			<Choices
				legend="Of projects"
				all="of all projects"
				chosen={draft.projectIds}
				choices={listed.kind === "ready" ? listed.value.map(({ id, name }) => ({ value: id, words: name })) : []}
				onChange={(projectIds) => set({ projectIds })}
			/>
			<Choices
				legend="Kinds"
				all="of all kinds"
				chosen={draft.eventKinds}
				choices={[...new Set([...kinds, ...(draft.eventKinds ?? [])])].map((kind) => ({ value: kind, words: kind }))}
				onChange={(eventKinds) => set({ eventKinds })}
			/>
			<div className={styles.fields}>
				<TextField
					label="Quiet from"
					placeholder="22:00"
					value={draft.quietFrom}
					problem={timeProblem(draft.quietFrom)}
					onChange={(quietFrom) => set({ quietFrom })}
				/>
				<TextField
					label="Quiet to"
					placeholder="07:00"
					value={draft.quietTo}
					problem={timeProblem(draft.quietTo)}
					onChange={(quietTo) => set({ quietTo })}
				/>
				<TextField label="Time zone" value={draft.timeZone} onChange={(timeZone) => set({ timeZone })} />
				<CheckField
					label="Errors come through"
					hint="Also during quiet hours."
					value={draft.letsErrorsThrough}
					onChange={(letsErrorsThrough) => set({ letsErrorsThrough })}
				/>
			</div>
			<Problem problem={problem} />
			<span className={styles.buttons}>
				<button type="submit" className={styles.primary} disabled={isBusy || draft.name.trim() === ""}>
					{rule === null ? "Add the rule" : "Save"}
				</button>
				<button type="button" className={styles.button} onClick={onClose}>
					Leave it
				</button>
			</span>
		</form>
	);
}

/** All, or some of a list; choosing none means all again. */
function Choices({
	legend,
	all,
	chosen,
	choices,
	onChange,
}: {
	legend: string;
	all: string;
	chosen: readonly string[] | null;
	choices: readonly { readonly value: string; readonly words: string }[];
	onChange: (chosen: readonly string[] | null) => void;
}) {
	if (choices.length === 0) return null;
	return (
		<fieldset className={styles.choices}>
			<legend>{legend}</legend>
			<CheckField label={all} value={chosen === null} isDisabled={chosen === null} onChange={() => onChange(null)} />
			{choices.map(({ value, words }) => (
				<CheckField
					key={value}
					label={words}
					value={chosen?.includes(value) ?? false}
					onChange={(on) => {
						const next = on ? [...(chosen ?? []), value] : (chosen ?? []).filter((other) => other !== value);
						onChange(next.length === 0 ? null : next);
					}}
				/>
			))}
		</fieldset>
	);
}
