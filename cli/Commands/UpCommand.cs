using System.CommandLine;
using System.Net;
using Engram.Cli.Output;
using Engram.Cli.Processes;
using Engram.ServiceDefaults;
using Engram.Standalone;

namespace Engram.Cli.Commands;

/// <summary><c>engram up</c>: runs the system until Ctrl-C.</summary>
public static class UpCommand
{
    private const int DefaultPort = 8080;

    public static Command Create()
    {
        var transport = new Option<MessagingTransport>("--transport")
        {
            Description = "inmemory: all services in one process. rabbitmq: a broker, and a process for each service.",
            DefaultValueFactory = _ => MessagingTransport.InMemory,
        };
        var port = new Option<int>("--port") { Description = "Loopback port of the gateway.", DefaultValueFactory = _ => DefaultPort }.Between(1, IPEndPoint.MaxPort);
        var data = new Option<string>("--data")
        {
            Description = "Folder of what the system's own servers keep from run to run.",
            DefaultValueFactory = _ => Clone.DataDirectory,
            HelpName = "DIR",
        };
        var temporary = new Option<bool>("--temporary") { Description = "Start empty, and keep nothing." };
        var command = new ServingCommand("up", "Run the system until Ctrl-C, on servers of its own unless ConnectionStrings__Engram and ConnectionStrings__RabbitMq name others.")
        {
            transport, port, data, temporary,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SystemOptions(
                parsed.GetValue(transport), new Uri($"http://127.0.0.1:{parsed.GetValue(port)}"), parsed.GetValue(temporary))
            {
                DataDirectory = Path.GetFullPath(parsed.GetRequiredValue(data)),
            };
            var report = new Report(parsed);
            await using var system = await EngramSystem.StartAsync(options, happened => report.Line(happened, Describe), cancellationToken);
            await system.RunAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Describe(SystemEvent happened) => happened switch
    {
        { Event: "ready" } => $"Engram is ready on {happened.Url}. Ctrl-C stops it. Logs: {happened.Detail}",
        { Event: "started", ProcessId: { } id } => $"{happened.Service} started, process {id}, {happened.Url}",
        { Event: "started" } => $"{happened.Service} started, {happened.Url}",
        { Event: "died" } => $"{happened.Service} died and is started again. {happened.Detail}",
        _ => happened.Event,
    };
}
