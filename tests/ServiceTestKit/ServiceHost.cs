using System.Globalization;
using Engram.Blobs;
using Engram.Hosting;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace Engram.ServiceTestKit;

/// <summary>A service composed as in its Program, on a free port, with a real database and no log output. The transport is in-memory
/// unless a setting names another. Records what the service publishes.</summary>
public abstract class ServiceHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lazy<HttpClient> _http;

    /// <param name="database">Connection string of the service's database.</param>
    /// <param name="settings">Settings by name. The last value of a name wins.</param>
    /// <param name="addService">Adds the service.</param>
    /// <param name="addConsumers">Adds its consumers, and a recording consumer for each message that the tests wait for.</param>
    /// <param name="heard">Recorded messages. Replicas on one database share them: any replica may publish what another enqueued.</param>
    protected ServiceHost(
        string database,
        IEnumerable<(string Name, string Value)> settings,
        Action<WebApplicationBuilder> addService,
        Action<IBusRegistrationConfigurator> addConsumers,
        Heard? heard = null)
    {
        ArgumentNullException.ThrowIfNull(addService);
        var builder = WebApplication.CreateBuilder();
        (string, string)[] common =
            [("ConnectionStrings:Engram", database), ("Messaging:Transport", "InMemory"), ("Listening:Urls", "http://127.0.0.1:0")];
        foreach (var (name, value) in common.Concat(settings))
            builder.Configuration[name] = value;
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        addService(builder);
        builder.Services.AddSingleton(heard ?? new Heard());
        builder.AddMessaging(addConsumers);
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _http = new(() => new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) });
    }

    public IServiceProvider Services => _app.Services;

    public Heard Heard => Of<Heard>();

    public IBlobStore Blobs => Of<IBlobStore>();

    public HttpClient Http => _http.Value;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public T Of<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Task PublishAsync<T>(T message, Guid? messageId = null)
        where T : class => Of<IBus>().Publish(message, context => context.MessageId = messageId ?? context.MessageId, Cancellation);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Of<NpgsqlDataSource>().CreateCommand(sql);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync(Cancellation))!, typeof(T), CultureInfo.InvariantCulture);
    }

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"select count(*) from {table}");

    public async ValueTask DisposeAsync()
    {
        if (_http.IsValueCreated)
            Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Maps the service's own endpoints.</summary>
    protected void Map(Action<WebApplication> map) => map(_app);

    /// <summary>Creates and starts a host; disposes it if it does not start. The host must be created inside this method: otherwise its bus
    /// stays in the test's ambient context, and the next host logs to a disposed one.</summary>
    protected static async Task<THost> StartAsync<THost>(Func<THost> make)
        where THost : ServiceHost
    {
        ArgumentNullException.ThrowIfNull(make);
        var host = make();
        try
        {
            await host._app.StartAsync(Cancellation);
            return host;
        }
        catch
        {
            await host._app.DisposeAsync();
            throw;
        }
    }
}
