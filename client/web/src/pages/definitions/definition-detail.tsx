import { useState } from "react";
import { ReadDefinitionDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { Listing } from "../../shell/listing.tsx";
import { LoadingLines, Notice, ProblemNotice } from "../../shell/notice.tsx";
import { LocalTime } from "../../shell/time-text.tsx";
import { AddToProject } from "./add-to-project.tsx";
import { type Definition, DefinitionForm, type FormProps } from "./definition-form.tsx";
import styles from "./definitions.module.css";
import { StagesOfDefinition } from "./stages-of-definition.tsx";

const shownKinds = ["TASK_DEFINITION", "TASK_REPOSITORY", "GRAPH"] as const;
/** Nobody tells when a script is edited on disk. */
export const filesMayHaveChangedMs = 8_000;

interface DetailProps extends FormProps {
	readonly fromProject: string | null;
	/** The way on to a project is said above. */
	readonly isJustMade: boolean;
}

/** One definition; `id` null for a new one. */
export function DefinitionDetail({ id, ...props }: DetailProps & { readonly id: string | null }) {
	return id === null ? (
		<DefinitionForm definition={null} knownVersion={0} onBegin={() => {}} onReread={() => {}} {...props} />
	) : (
		<ReadDefinition id={id} {...props} />
	);
}

function ReadDefinition({ id, fromProject, isJustMade, ...props }: DetailProps & { readonly id: string }) {
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
			<StagesOfDefinition definition={found} onChanged={again}>
				{isJustMade || found.archivedAt !== null ? null : (
					<AddToProject definitionId={found.id} fromProject={fromProject} />
				)}
			</StagesOfDefinition>
			<Versions definition={found} />
			{found.programText === null ? null : (
				<section className={styles.part}>
					<h2>The script as it is now</h2>
					<Listing text={found.programText} testId="program-text" />
				</section>
			)}
		</>
	);
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
							<Listing text={JSON.stringify(version.content, null, 2)} />
						</details>
					</li>
				))}
			</ul>
		</section>
	);
}
