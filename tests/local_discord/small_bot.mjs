// A small bot on discord.js: `node small_bot.mjs API TOKEN`. What happens to it is printed, one JSON object a line.
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from "discord.js";

const [api, token] = process.argv.slice(2);
const say = (what, more = {}) => console.log(JSON.stringify({ what, ...more }));

const hello = new SlashCommandBuilder()
  .setName("hello")
  .setDescription("Say hello")
  .setNameLocalizations({ pl: "witaj" })
  .addUserOption((option) => option.setName("who").setDescription("Whom").setRequired(true))
  .addStringOption((option) => option.setName("how").setDescription("How").setAutocomplete(true));

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.GuildVoiceStates],
  rest: { api, version: "10" },
});

client.once(Events.ClientReady, async () => {
  await client.application.commands.set([hello]);
  say("ready", { guilds: client.guilds.cache.map((guild) => guild.name) });
});

client.on(Events.MessageCreate, (message) => say("message", { from: message.author.username }));
client.on(Events.VoiceStateUpdate, (_before, after) => say("voice", { channel: after.channelId }));
client.on(Events.ShardResume, () => say("resumed"));

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    await interaction.respond(["warmly", "briefly"].filter((word) => word.startsWith(typed)).map(choice));
  } else if (interaction.isChatInputCommand()) {
    const button = new ButtonBuilder().setCustomId("form").setLabel("Form").setStyle(ButtonStyle.Primary);
    const who = interaction.options.getUser("who").username;
    await interaction.reply({ content: `hello ${who}`, components: [new ActionRowBuilder().addComponents(button)] });
  } else if (interaction.isButton()) {
    const input = new TextInputBuilder().setCustomId("name").setStyle(TextInputStyle.Short);
    const label = new LabelBuilder().setLabel("Name").setTextInputComponent(input);
    await interaction.showModal(new ModalBuilder().setCustomId("m").setTitle("About you").addLabelComponents(label));
  } else if (interaction.isModalSubmit()) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply(`you are ${interaction.fields.getTextInputValue("name")}`);
    const said = await interaction.channel.send({ content: "in public", poll: poll() });
    await said.react("👍");
    const thread = await said.startThread({ name: "Talk" });
    await thread.send("in the thread");
    say("done");
  }
});

const choice = (word) => ({ name: word, value: word });
const poll = () => ({ question: { text: "When?" }, answers: [{ text: "now" }], duration: 1, allowMultiselect: false });

process.on("SIGTERM", () => client.destroy().then(() => process.exit(0)));
await client.login(token);
