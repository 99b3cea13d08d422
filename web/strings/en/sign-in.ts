export const signIn = {
  title: "Sign in to Ringback",
  email: "Email",
  password: "Password",
  submit: "Sign in",
  signOut: "Sign out",
  local:
    "On your own machine, open the sign-in link that Ringback printed when it started. Each start prints a new one.",
};
