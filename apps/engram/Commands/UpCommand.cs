using System.CommandLine;
using System.Globalization;
using System.Net;
using Engram.Cli.Processes;
using Engram.CommandLine;
using Engram.DevServers;
using Engram.Messaging.Bus;

namespace Engram.Cli.Commands;

/// <summary><c>engram up</c>: runs the system until Ctrl-C.</summary>
public static class UpCommand
{
    public const int DefaultPort = 8080;
    private const int MostReplicas = 64;

    public static Command Create()
    {
        var transport = new Option<MessagingTransport>("--transport")
        {
            Description = "inmemory: all services in one process. rabbitmq: a broker, and a process for each service.",
            DefaultValueFactory = _ => MessagingTransport.InMemory,
        };
        var port =
            new Option<int>("--port") { Description = "Loopback port of the gateway.",
                DefaultValueFactory = _ => DefaultPort }.Between(1, IPEndPoint.MaxPort);
        var temporary = new Option<bool>("--temporary") { Description = "Start empty, and keep nothing." };
        var defaults = new LogLimits();
        var logBytes = new Option<int>("--log-bytes")
        {
            Description = "Bytes after which a log is put aside.",
            DefaultValueFactory = _ => (int)defaults.FileBytes,
        }.Between(1 << 16, 1 << 30);
        var logFiles = new Option<int>("--log-files")
        {
            Description = "Files kept of each log.",
            DefaultValueFactory = _ => defaults.Files,
        }.Between(1, 100);
        var replicas = new Option<string[]>("--replicas")
        {
            Description = "Processes of a service, for example ocr=3; may be repeated. With --transport rabbitmq.",
            HelpName = "SERVICE=NUMBER",
        };
        var command = new ServingCommand("up", "Run the system until Ctrl-C, on servers of its own unless ConnectionStrings__Engram and "
            + "ConnectionStrings__RabbitMq name others.")
        {
            transport, port, CommonOptions.DataDirectory, temporary, logBytes, logFiles, replicas,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SystemOptions(
                parsed.GetValue(transport), new Uri($"http://127.0.0.1:{parsed.GetValue(port)}"), parsed.GetValue(temporary))
            {
                DataDirectory = Path.GetFullPath(parsed.GetRequiredValue(CommonOptions.DataDirectory)),
                Replicas = ReplicasOf(parsed.GetValue(replicas) ?? [], parsed.GetValue(transport)),
                Logs = new LogLimits { FileBytes = parsed.GetValue(logBytes), Files = parsed.GetValue(logFiles) },
            };
            var report = new Report(parsed);
            await using var system = await EngramSystem.StartAsync(options, happened => report.Line(happened, Describe), cancellationToken);
            await system.RunAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Dictionary<string, int> ReplicasOf(string[] given, MessagingTransport transport)
    {
        if (given.Length > 0 && transport != MessagingTransport.RabbitMq)
            throw new CommandException("--replicas needs --transport rabbitmq: in memory all services share one process.");
        var replicas = new Dictionary<string, int>();
        foreach (var (text, parts) in given.Select(text => (text, text.Split('='))))
        {
            if (parts.Length != 2 || ServiceProgram.All.All(program => program.Name != parts[0])
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number is < 1 or > MostReplicas)
                throw new CommandException($"--replicas {text} is not understood: SERVICE=NUMBER is needed, with a service of "
                    + $"{string.Join(", ", ServiceProgram.All.Select(program => program.Name))} and a number from 1 to {MostReplicas}.");
            replicas[parts[0]] = number;
        }

        return replicas;
    }

    private static string Describe(SystemEvent happened) => happened switch
    {
        { Event: "ready" } =>
            $"Engram is ready on {happened.Url}, its console on {happened.Url}console. Ctrl-C stops it. Logs: {happened.Detail}",
        { Event: "join" } => $"A replica more, by hand: {happened.Detail}",
        { Event: "started", ProcessId: { } id } => $"{happened.Service} started, process {id}, {happened.Url}",
        { Event: "started" } => $"{happened.Service} started, {happened.Url}, password in {happened.PasswordFile}",
        { Event: "died" } => $"{happened.Service} died and is started again. {happened.Detail}",
        _ => happened.Event,
    };
}
