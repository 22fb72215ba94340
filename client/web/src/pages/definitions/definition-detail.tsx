import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	ArchiveTaskDefinitionDocument,
	CreateTaskDefinitionDocument,
	DuplicateTaskDefinitionDocument,
	ReadDefinitionDocument,
	type ReadDefinitionResult,
	UpdateTaskDefinitionDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { AreaField, SelectField, TextField } from "../../shell/fields.tsx";
import { LoadingLines, Notice, ProblemNotice } from "../../shell/notice.tsx";
import { LocalTime } from "../../shell/time-text.tsx";
import { JsonField } from "../graph-editor/parameter-form.tsx";
import { CommandRendering } from "./command-rendering.tsx";
import { ContentForm } from "./content-form.tsx";
import { contentFrom, type DefinitionContent, emptyContent, type Repository } from "./definition-model.ts";
import styles from "./definitions.module.css";
import { StagesOfDefinition } from "./stages-of-definition.tsx";

type Definition = NonNullable<ReadDefinitionResult["taskDefinition"]>;
const shownKinds = ["TASK_DEFINITION", "TASK_REPOSITORY", "GRAPH"] as const;
/** Nobody tells when a script is edited on disk. */
export const filesMayHaveChangedMs = 8_000;

export interface DetailProps {
	readonly repositories: readonly Repository[];
	readonly onSaved: (id: string) => void;
	readonly onGone: () => void;
}

/** One definition; `id` null for a new one. */
export function DefinitionDetail({ id, ...props }: DetailProps & { readonly id: string | null }) {
	return id === null ? (
		<DefinitionForm definition={null} knownVersion={0} onBegin={() => {}} onReread={() => {}} {...props} />
	) : (
		<ReadDefinition id={id} {...props} />
	);
}

function ReadDefinition({ id, ...props }: DetailProps & { readonly id: string }) {
	const definition = useLive().watched(ReadDefinitionDocument, { id }, shownKinds, filesMayHaveChangedMs);
	const reading = useReading(definition);
	/** The version the form was begun with: what is typed is not lost when somebody else saves. */
	const [begunWith, setBegunWith] = useState<number | null>(null);
	const [savedVersion, setSavedVersion] = useState(0);
	/** A version of somebody else that may be replaced. */
	const [seenVersion, setSeenVersion] = useState(0);
	const again = () => definition.rereadWithin(0);
	if (reading.kind === "loading") return <LoadingLines lines={8} label="Reading the definition" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The definition" onRetry={again} />;
	}
	const found = reading.value.taskDefinition;
	if (found === null) return <Notice tone="caution" title="There is no such definition" />;
	const version = begunWith ?? found.version;
	const knownVersion = Math.max(version, savedVersion, seenVersion);
	return (
		<>
			{found.version > knownVersion ? (
				<p className={styles.newer} role="alert">
					Somebody else saved version {found.version} meanwhile.{" "}
					<button type="button" className={styles.link} onClick={() => setBegunWith(found.version)}>
						Show version {found.version} instead
					</button>{" "}
					<button type="button" className={styles.link} onClick={() => setSeenVersion(found.version)}>
						Keep mine, to be saved over it
					</button>
				</p>
			) : null}
			<DefinitionForm
				key={version}
				definition={found}
				knownVersion={knownVersion}
				onBegin={() => setBegunWith(version)}
				onReread={(saved) => {
					setSavedVersion(saved);
					again();
				}}
				{...props}
			/>
			<StagesOfDefinition definition={found} onChanged={again} />
			<Versions definition={found} />
			{found.programText === null ? null : (
				<section className={styles.part}>
					<h2>The script as it is now</h2>
					<pre className={styles.script} data-testid="program-text">
						{found.programText}
					</pre>
				</section>
			)}
		</>
	);
}

function DefinitionForm({
	definition: newest,
	knownVersion,
	repositories,
	onBegin,
	onReread,
	onSaved,
	onGone,
}: DetailProps & {
	readonly definition: Definition | null;
	/** The newest version that whoever saves here knows of. */
	readonly knownVersion: number;
	/** Something is being changed here. */
	readonly onBegin: () => void;
	/** It was saved, as this version. */
	readonly onReread: (version: number) => void;
}) {
	const { api } = useLive();
	/** As it was when the form was begun, or saved last: only what was changed here since is sent. */
	const [definition, setDefinition] = useState(newest);
	const [name, setName] = useState(definition?.name ?? "");
	const [description, setDescription] = useState(definition?.description ?? "");
	const [repositoryId, setRepositoryId] = useState(definition?.repository?.id ?? "");
	const [content, setContent] = useState(() => (definition === null ? emptyContent : contentFrom(definition.content)));
	const [operations, setOperations] = useState<unknown>(definition?.defaultOperations ?? {});
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [done, setDone] = useState<string | null>(null);
	const repository = repositoryId === "" ? null : repositoryId;
	const save = async () => {
		setProblem(null);
		setDone(null);
		const input = { name, description, content, defaultOperations: operations, repositoryId: repository };
		try {
			if (definition === null) {
				const { createTaskDefinition } = await api.mutate(CreateTaskDefinitionDocument, { input });
				onSaved(createTaskDefinition.taskDefinition.id);
				return;
			}
			const { updateTaskDefinition } = await api.mutate(UpdateTaskDefinitionDocument, {
				input: { ...changedOf(input, definition), id: definition.id, expectedVersion: knownVersion },
			});
			const { version } = updateTaskDefinition.taskDefinition;
			setDefinition({
				...definition,
				...input,
				version,
				repository: repositories.find(({ id }) => id === repository) ?? null,
			});
			setDone(version === definition.version ? "Saved." : `Saved as version ${version}.`);
			onReread(version);
			onSaved(definition.id);
		} catch (error) {
			setProblem(asApiProblem(error));
		}
	};
	return (
		<form
			className={styles.form}
			aria-label={definition === null ? "New definition" : `Definition ${definition.name}`}
			onChange={onBegin}
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			<div className={styles.fields}>
				<TextField label="Name" value={name} onChange={setName} />
				<SelectField
					label="Repository"
					value={repositoryId}
					choices={[
						{ value: "", words: "none: an absolute path, or built in" },
						...repositories.map(({ id, name: words }) => ({ value: id, words })),
					]}
					onChange={setRepositoryId}
				/>
			</div>
			<AreaField label="Description" rows={2} value={description} onChange={setDescription} />
			<ContentForm content={content} onChange={setContent} />
			<CommandRendering content={content} repositoryId={repository} definitionId={definition?.id ?? null} />
			<details>
				<summary>What a new stage starts from</summary>
				<JsonField label="Operations (JSON)" value={operations} onChange={setOperations} />
			</details>
			{problem === null ? null : (
				<p className="tone-bad" role="alert">
					{problem.message} <span className="mono">{problem.code}</span>
				</p>
			)}
			<span className={styles.buttons}>
				<button type="submit" className={styles.primary} disabled={name.trim() === ""}>
					{definition === null ? "Create it" : "Save"}
				</button>
				{definition === null ? null : (
					<>
						<button
							type="button"
							className={styles.button}
							onClick={async () => {
								try {
									const answer = await api.mutate(DuplicateTaskDefinitionDocument, { input: { id: definition.id } });
									onSaved(answer.duplicateTaskDefinition.taskDefinition.id);
								} catch (error) {
									setProblem(asApiProblem(error));
								}
							}}
						>
							Copy it
						</button>
						<ConfirmButton
							label="Archive"
							title={`Archive "${definition.name}"?`}
							confirmLabel="Archive"
							onConfirm={async () => {
								await api.mutate(ArchiveTaskDefinitionDocument, { input: { id: definition.id } });
								onGone();
							}}
						>
							No new stage can use it. Stages that do go on.
						</ConfirmButton>
					</>
				)}
				<span aria-live="polite" className="tone-good">
					{done}
				</span>
			</span>
			{definition === null ? null : (
				<p className={styles.hint}>
					Another content is a new version. Stages keep the one they were made with until they are upgraded, below.
				</p>
			)}
		</form>
	);
}

interface DefinitionInput {
	readonly name: string;
	readonly description: string;
	readonly content: DefinitionContent;
	readonly defaultOperations: unknown;
	readonly repositoryId: string | null;
}

/** Somebody else may have changed the rest: it is not written back as it was. */
function changedOf(input: DefinitionInput, before: Definition): Partial<DefinitionInput> {
	const known: DefinitionInput = {
		name: before.name,
		description: before.description,
		content: contentFrom(before.content),
		defaultOperations: before.defaultOperations,
		repositoryId: before.repository?.id ?? null,
	};
	const names = (Object.keys(input) as (keyof DefinitionInput)[]).filter(
		(name) => JSON.stringify(input[name]) !== JSON.stringify(known[name]),
	);
	return Object.fromEntries(names.map((name) => [name, input[name]]));
}

function Versions({ definition }: { definition: Definition }) {
	if (definition.versions.length < 2) return null;
	return (
		<section className={styles.part}>
			<h2>Versions</h2>
			<ul className={styles.versions}>
				{definition.versions.map((version) => (
					<li key={version.version}>
						<details>
							<summary>
								Version {version.version}, <LocalTime at={version.createdAt} />
							</summary>
							<pre className={styles.script}>{JSON.stringify(version.content, null, 2)}</pre>
						</details>
					</li>
				))}
			</ul>
		</section>
	);
}
