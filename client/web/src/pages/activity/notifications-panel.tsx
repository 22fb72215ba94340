import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	ArchiveNotificationRuleDocument,
	ReadNotificationsDocument,
	type ReadNotificationsResult,
	type RuleRowFragment,
	TestNotificationRuleDocument,
	UpdateNotificationRuleDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { LocalTime } from "../../shell/time-text.tsx";
import { plural } from "../../wording/number-words.ts";
import { problemWords } from "../../wording/problem-words.ts";
import styles from "./activity.module.css";
import { RuleForm } from "./rule-form.tsx";
import { ruleWords } from "./rule-model.ts";

const shownDeliveries = 50;
const shownKinds = ["NOTIFICATION", "NOTIFICATION_RULE"] as const;

/** Who is told of what, tried out with a button, and what became of every message. */
export function NotificationsPanel() {
	const notifications = useLive().watched(ReadNotificationsDocument, { first: shownDeliveries }, shownKinds);
	const reading = useReading(notifications);
	const [edited, setEdited] = useState<string | null>(null);
	const again = () => notifications.rereadWithin(0);
	if (reading.kind === "loading") return <LoadingLines lines={6} label="Reading the notifications" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The notifications" onRetry={again} />;
	}
	const { canSendMail, eventKinds, notificationRules: rules } = reading.value;
	const deliveries = reading.value.notifications.edges.map(({ node }) => node);
	const close = () => {
		setEdited(null);
		again();
	};
	return (
		<>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			{canSendMail ? null : (
				<p className={styles.hint}>
					No mail server is configured (<code className="mono">TILEWRIGHT_SMTP_URL</code>): webhooks work, mail does
					not.
				</p>
			)}
			{rules.length === 0 && edited === null ? (
				<Notice title="Nobody is told yet">
					<p>A rule tells people by mail or in a channel what happens, so that nobody has to watch this page.</p>
				</Notice>
			) : null}
			<ul className={styles.rules} aria-label="Notification rules">
				{rules.map((rule) =>
					edited === rule.id ? (
						<li key={rule.id}>
							<RuleForm rule={rule} kinds={eventKinds} canSendMail={canSendMail} onClose={close} />
						</li>
					) : (
						<RuleItem key={rule.id} rule={rule} onEdit={() => setEdited(rule.id)} onChanged={again} />
					),
				)}
			</ul>
			{edited === "new" ? (
				<RuleForm rule={null} kinds={eventKinds} canSendMail={canSendMail} onClose={close} />
			) : (
				<button type="button" className={styles.button} onClick={() => setEdited("new")}>
					Add a rule
				</button>
			)}
			<h2 className={styles.sub}>What was sent</h2>
			{deliveries.length === 0 ? <p className="dim">Nothing yet.</p> : <Deliveries deliveries={deliveries} />}
		</>
	);
}

function RuleItem({ rule, onEdit, onChanged }: { rule: RuleRowFragment; onEdit: () => void; onChanged: () => void }) {
	const { api } = useLive();
	const [told, setTold] = useState<string | null>(null);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const attempt = async (work: () => Promise<unknown>, words: string | null) => {
		setProblem(null);
		setTold(null);
		try {
			await work();
			setTold(words);
			onChanged();
		} catch (error) {
			setProblem(asApiProblem(error));
		}
	};
	return (
		<li>
			<div className={styles.ruleText}>
				<strong>{rule.name}</strong>
				{rule.isPaused ? <span className="tone-caution"> paused</span> : null}
				<p>
					{rule.kind === "EMAIL" ? rule.recipients.join(", ") : rule.webhook}: {ruleWords(rule)}
				</p>
				<p aria-live="polite">
					{told === null ? null : <span className="tone-good">{told}</span>}
					{problem === null ? null : <span className="tone-bad">{problemWords(problem.message)}</span>}
				</p>
			</div>
			<span className={styles.buttons}>
				<button
					type="button"
					className={styles.button}
					onClick={() =>
						void attempt(
							() => api.mutate(TestNotificationRuleDocument, { input: { id: rule.id } }),
							"A test is on its way; what becomes of it stands below.",
						)
					}
				>
					Send a test
				</button>
				<button
					type="button"
					className={styles.button}
					onClick={() =>
						void attempt(
							() => api.mutate(UpdateNotificationRuleDocument, { input: { id: rule.id, isPaused: !rule.isPaused } }),
							null,
						)
					}
				>
					{rule.isPaused ? "Resume" : "Pause"}
				</button>
				<button type="button" className={styles.button} onClick={onEdit}>
					Change
				</button>
				<ConfirmButton
					label="Remove"
					title={`Remove "${rule.name}"?`}
					confirmLabel="Remove"
					onConfirm={async () => {
						await api.mutate(ArchiveNotificationRuleDocument, { input: { id: rule.id } });
						onChanged();
					}}
				>
					Nobody is told by it any more. What it has sent stays in the list below.
				</ConfirmButton>
			</span>
		</li>
	);
}

type Delivery = ReadNotificationsResult["notifications"]["edges"][number]["node"];

function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
	return (
		<table className={styles.audit} aria-label="Deliveries">
			<thead>
				<tr>
					<th scope="col">when</th>
					<th scope="col">rule</th>
					<th scope="col">message</th>
					<th scope="col">to</th>
					<th scope="col">what became of it</th>
				</tr>
			</thead>
			<tbody>
				{deliveries.map((delivery) => (
					<tr key={delivery.id}>
						<td>
							<LocalTime at={delivery.createdAt} />
						</td>
						<td>{delivery.rule.name}</td>
						<td>
							<details>
								<summary>{delivery.subject}</summary>
								<pre className={styles.body}>{delivery.body}</pre>
							</details>
						</td>
						<td className={styles.to}>{delivery.to.join(", ")}</td>
						<td>
							{delivery.deliveredAt !== null ? (
								<span className="tone-good">
									delivered <LocalTime at={delivery.deliveredAt} />
								</span>
							) : delivery.givenUpAt !== null ? (
								<span className="tone-bad">given up after {plural(delivery.tries, "try", "tries")}</span>
							) : delivery.tries === 0 ? (
								<span className="dim">on its way</span>
							) : (
								<span className="tone-caution">{plural(delivery.tries, "try", "tries")} so far; tried again</span>
							)}
							{delivery.lastAnswer === null ? null : <small>{delivery.lastAnswer}</small>}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
