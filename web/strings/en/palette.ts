export const palette = {
  open: "Search and commands",
  placeholder: "Go to a process, a lead, a delivery id…",
  nothing: "Nothing found",
  pages: "Pages",
  actions: "Actions",
  light: "Light theme",
  dark: "Dark theme",
  system: "Theme of the system",
  leadWithId: "Open the lead with this id",
  deliveryWithId: "Open the delivery with this id",
};
