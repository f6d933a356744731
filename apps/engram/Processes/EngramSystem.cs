using System.Globalization;
using Engram.CommandLine;
using Engram.DevServers;
using Engram.Hosting;
using Engram.Messaging;
using Engram.Messaging.Bus;

namespace Engram.Cli.Processes;

/// <summary>The running system: the services as processes, and private servers unless the environment names others. Disposing it stops
/// everything.</summary>
internal sealed class EngramSystem : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWaitForPort = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSignalDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly List<IPrivateServer> _servers = [];
    private readonly List<SupervisedService> _services = [];
    private readonly Action<SystemEvent> _tell;
    private readonly LogLimits _logs;

    private readonly IDisposable? _keptData;

    private EngramSystem(SystemOptions options, Action<SystemEvent> tell)
    {
        _tell = tell;
        _logs = options.Logs;
        _keptData = options.Temporary ? null : LockData(options.DataDirectory);
        LogDirectory = Path.Combine(Clone.Root, ".engram", "logs", options.GatewayUrl.Port.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Folder of the services' logs.</summary>
    public string LogDirectory { get; }

    /// <summary>Starts everything and returns when every service is ready.</summary>
    /// <exception cref="CommandException">A service exited, or was not ready within two minutes.</exception>
    public static async Task<EngramSystem> StartAsync(SystemOptions options, Action<SystemEvent> tell, CancellationToken cancellationToken)
    {
        // Ctrl-C and SIGTERM are handled only once the command first awaits. Start nothing before that: no one would stop it.
        await Task.Yield();
        var system = new EngramSystem(options, tell);
        try
        {
            await UntilPortIsFreeAsync(options.GatewayUrl.Port, cancellationToken);
            RunLogs.Begin(system.LogDirectory);
            if (options.Transport == MessagingTransport.InMemory)
                system.AddStandalone(options);
            else
                await system.AddServicesAsync(options, cancellationToken);

            foreach (var service in system._services)
                service.Start();
            await system.UntilReadyAsync(cancellationToken);
            if (options.Transport == MessagingTransport.RabbitMq)
                tell(new SystemEvent("join") { Detail = system.HowToJoin() });
            tell(new SystemEvent("ready") { Url = options.GatewayUrl, Detail = system.LogDirectory });
            return system;
        }
        catch (Exception e)
        {
            await system.DisposeAsync();
            // Ctrl-C also reaches a tool that has not yet left the terminal's process group. It may arrive here a moment after the tool has
            // ended.
            if (e is PrivateServerException)
                await Task.Delay(LongestSignalDelay, cancellationToken);
            throw;
        }
    }

    /// <summary>Keeps the services and servers running until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll([
                .. _services.Select(service => service.SuperviseAsync(cancellationToken)),
                .. _servers.Select(server => server.SuperviseAsync(
                    fault => _tell(new SystemEvent("died", server.Name) { Detail = fault }), _logs, cancellationToken)),
                BoundedLog.KeepAsync([.. _services.Select(service => service.Log)], _logs, cancellationToken),
            ]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_services.Select(service => service.StopAsync()));
        foreach (var server in Enumerable.Reverse(_servers))
            await server.DisposeAsync();
        _keptData?.Dispose();
        _tell(new SystemEvent("stopped"));
    }

    private void AddStandalone(SystemOptions options) =>
        Add(ServiceProgram.Standalone, options.GatewayUrl, new Dictionary<string, string>(SettingsOf(options))
        {
            ["Standalone__Temporary"] = options.Temporary.ToString(),
            ["Standalone__DataDirectory"] = Path.Combine(options.DataDirectory, "postgres"),
            ["Standalone__LogFileBytes"] = options.Logs.FileBytes.ToString(CultureInfo.InvariantCulture),
            ["Standalone__LogFiles"] = options.Logs.Files.ToString(CultureInfo.InvariantCulture),
        });

    private async Task AddServicesAsync(SystemOptions options, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(options);
        cancellationToken.ThrowIfCancellationRequested();
        var environment = new Dictionary<string, string>(SettingsOf(options))
        {
            ["Messaging__Transport"] = nameof(MessagingTransport.RabbitMq),
            [DatabaseVariable] = database,
            [BrokerVariable] = await BrokerAsync(options),
        };
        cancellationToken.ThrowIfCancellationRequested();
        var programs = ServiceProgram.All
            .SelectMany(program => Enumerable.Range(1, options.ReplicasOf(program.Name)).Select(replica => (program, replica))).ToList();
        foreach (var ((program, replica), port) in programs.Zip(FreePort.Find(programs.Count)))
        {
            var isPublic = program == ServiceProgram.Gateway && replica == 1;
            Add(program, isPublic ? options.GatewayUrl : new Uri($"http://127.0.0.1:{port}"), environment, replica);
        }
    }

    private static Dictionary<string, string> SettingsOf(SystemOptions options) =>
        options.NeighbourSet is { } set ? new() { ["Gateway__NeighbourSet"] = set } : [];

    private const string DatabaseVariable = "ConnectionStrings__" + DeliveryExtensions.ConnectionStringName;
    private const string BrokerVariable = "ConnectionStrings__" + MessagingOptions.ConnectionStringName;

    // Starts are never cancelled: every server that comes up is in the list of servers to stop.
    private async Task<string> DatabaseAsync(SystemOptions options)
    {
        if (Environment.GetEnvironmentVariable(DatabaseVariable) is { } another)
            return another;
        var server = options.Temporary
            ? await PrivatePostgres.StartTemporaryAsync(CancellationToken.None)
            : await PrivatePostgres.StartKeptAsync(Path.Combine(options.DataDirectory, "postgres"), CancellationToken.None);
        _servers.Add(server);
        var url = new Uri($"tcp://127.0.0.1:{server.Port}");
        _tell(new SystemEvent("started", server.Name) { Url = url, PasswordFile = server.PasswordFile });
        return server.ConnectionString;
    }

    private async Task<string> BrokerAsync(SystemOptions options)
    {
        if (Environment.GetEnvironmentVariable(BrokerVariable) is { } another)
            return another;
        var server = options.Temporary
            ? await PrivateRabbitMq.StartTemporaryAsync(options.Logs, CancellationToken.None)
            : await PrivateRabbitMq.StartKeptAsync(options.BrokerDirectory, options.Logs, CancellationToken.None);
        _servers.Add(server);
        _tell(new SystemEvent("started", server.Name) { Url = new Uri($"amqp://127.0.0.1:{server.Port}"), PasswordFile = server.UriFile });
        return server.Uri;
    }

    private void Add(ServiceProgram program, Uri url, IReadOnlyDictionary<string, string> environment, int replica = 1)
    {
        var whole = new Dictionary<string, string>(environment)
        {
            ["Listening__Urls"] = url.GetLeftPart(UriPartial.Authority),
            ["Models__Directory"] = Environment.GetEnvironmentVariable("Models__Directory") ?? Path.Combine(Clone.Root, "models"),
        };
        _services.Add(new SupervisedService(program, replica, url, whole, LogDirectory, _tell, KeepServersFor));
    }

    /// <summary>The command that adds a replica of a service by hand. Passwords stay in their files.</summary>
    private string HowToJoin()
    {
        var program = ServiceProgram.All.Single(program => program.Name == "inference");
        var broker = _servers.OfType<PrivateRabbitMq>().Select(server => $"{BrokerVariable}__File={server.UriFile}")
            .FirstOrDefault($"{BrokerVariable}=\"${BrokerVariable}\"");
        var database = _servers.OfType<PrivatePostgres>()
            .Select(server => $"{DatabaseVariable}='{server.ConnectionString}'")
            .FirstOrDefault($"{DatabaseVariable}=\"${DatabaseVariable}\"");
        return $"{broker} {database} Models__Directory={Path.Combine(Clone.Root, "models")} dotnet {program.Assembly()} "
            + $"--contentRoot {program.Folder}";
    }

    private void KeepServersFor(int processId)
    {
        foreach (var server in _servers)
            server.KeepFor(processId);
    }

    // Locks the folder for this process until the result is disposed or the process ends for any reason.
    private static FileStream LockData(string directory)
    {
        // When root starts the servers, they run as their own users, who need to traverse this folder.
        Directory.CreateDirectory(
            directory,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            return new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new CommandException($"Another system runs on the data in {directory}. Stop it first, or start this one with "
                + $"--temporary or --data. ({e.Message})");
        }
    }

    // Services of a killed run need some seconds to stop.
    private static async Task UntilPortIsFreeAsync(int port, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!FreePort.IsFree(port))
        {
            if (TimeProvider.System.GetElapsedTime(began) > LongestWaitForPort)
                throw new CommandException($"Port {port} is taken by another program. Stop that one, or name another port with --port.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var began = TimeProvider.System.GetTimestamp();
        var told = began;
        while (await WaitedForAsync(http, cancellationToken) is { Count: > 0 } waitedFor)
        {
            if (TimeProvider.System.GetElapsedTime(began) > LongestStart)
                throw new CommandException($"Not ready after {LongestStart.TotalMinutes} minutes: {string.Join("; ", waitedFor)}. The "
                    + $"logs are in {LogDirectory}.");
            if (TimeProvider.System.GetElapsedTime(told) > ProgressInterval)
            {
                told = TimeProvider.System.GetTimestamp();
                CommandLine.Report.Progress(
                    $"engram: waiting for {string.Join(", ", waitedFor.Select(reason => reason.Split(':')[0]))} ...");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> WaitedForAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var reasons = await Task.WhenAll(_services.Select(async service =>
            await service.WhyNotReadyAsync(http, cancellationToken) is { } reason ? $"{service.Name}: {reason}" : null));
        return [.. reasons.OfType<string>()];
    }
}
