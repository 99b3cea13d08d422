import { limits } from "../contract/limits.ts";

/** Texts of the compatible lead API, to be used as they are (API.md "Lead API"). */
export const texts = {
  leadOrIdRequired: "Either leadId or lead object is required",
  projectIdRequired: "projectId is required in lead object",
  projectMismatch: "projectId does not match authenticated project",
  processNotFound: (id: string) => `Process not found for lead with processId: ${id}`,
  phoneTaken: "A call attempt has already been made to this phone number for this project",
  repeatingDigits: "Phone number contains repeating digits pattern",
  referenceTaken: (reference: string) =>
    `Lead with referenceId ${reference} already exists for this project and process`,
  idsOrLeadsRequired: "Either leadIds or leads array is required",
  inputMustBeArray: "Input must be an array",
  tooManyLeads: "Maximum of 1000 leads allowed per request",
  idOrReferenceRequired: "Either leadId or referenceId is required",
  processRequiredWithReference: "projectId and processId are required when using referenceId",
  leadNotFound: (id: string) => `Lead with ID ${id} not found`,
  callInProgress: "Lead update is not allowed while a call is in progress for this lead",
  emailTaken: (email: string) => `Lead with email ${email} already exists for this project`,
  referenceNotFound: (reference: string) => `Lead with referenceId ${reference} not found`,
  metadataTooLarge: `metadata may come to ${limits.metadata / 1024} KiB at most`,
  processArchived: "This process is archived and accepts nothing: restore it first",
} as const;
