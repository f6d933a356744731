using Engram.Hosting;
using Engram.Messaging.Database;
using Engram.Messaging.Inbox;
using Engram.Messaging.Metrics;
using Engram.Messaging.Outbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Messaging;

/// <summary>Registers the database, outbox and inbox, which keep messages from being lost or handled twice.</summary>
public static class DeliveryExtensions
{
    /// <summary>Name of the database's connection string. Set by environment: <c>ConnectionStrings__Engram</c>.</summary>
    public const string ConnectionStringName = "Engram";

    /// <summary>Name of the connection string that reaches the same database without its transaction pooler:
    /// <c>ConnectionStrings__Notifications</c>. Unset means that there is no pooler.</summary>
    public const string NotificationsName = "Notifications";

    /// <summary>Adds a service's own schema: its context, its SQL scripts (embedded in the context's assembly as
    /// <c>*.Schema.{schema}.NNN-name.sql</c>), its outbox with a dispatcher, and its inbox.</summary>
    public static WebApplicationBuilder AddDelivery<TContext>(this WebApplicationBuilder builder)
        where TContext : DeliveryDbContext, ISchemaOwner
    {
        builder.AddDatabase();
        builder.Services.AddDbContext<TContext>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(services.GetRequiredService<ConnectionLimiter>()));
        builder.Services.AddSingleton(new SchemaScripts(TContext.Schema, typeof(TContext).Assembly));
        builder.Services.AddSingleton<IHostedService, OutboxDispatcher<TContext>>();
        builder.Services.AddSingleton<IHostedService, InboxExpiry<TContext>>();
        builder.Services.TryAddSingleton<MessagingMetrics>();
        builder.Services.TryAddSingleton(services => new WaitingOutbox(services.GetRequiredService<MessagingMetrics>()));
        builder.Services.AddSingleton<IHostedService, OutboxSampler<TContext>>();
        return builder;
    }

    internal static void AddDatabase(this WebApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(NpgsqlDataSource)))
            return;
        builder.Services.AddCheckedOptions<DeliveryOptions>(DeliveryOptions.SectionName);
        builder.Services.AddSecretTexts("ConnectionStrings", new Dictionary<string, string>
        {
            [ConnectionStringName] = "PostgreSQL, for example Host=127.0.0.1;Database=engram;Username=engram.",
            [NotificationsName] = "The same database without its transaction pooler. Default: there is no pooler.",
        });
        builder.Services.AddSingleton<IValidateOptions<DeliveryOptions>, DatabaseConnections.Check>();
        builder.Services.AddSingleton(services => DatabaseConnections.Open(
            DatabaseConnections.Read(builder.Configuration, ConnectionStringName),
            services.GetRequiredService<IOptions<DeliveryOptions>>().Value));
        builder.Services.AddSingleton<ConnectionLimiter>();
        builder.Services.AddSingleton(services => new DirectDatabase(DatabaseConnections.Open(
            DatabaseConnections.ReadDirect(builder.Configuration), services.GetRequiredService<IOptions<DeliveryOptions>>().Value)));
        builder.Services.AddSingleton<SchemaMigrator>();
        builder.Services.AddSingleton<ISchemaUpdate>(services => services.GetRequiredService<SchemaMigrator>());
        builder.Services.AddHostedService(services => services.GetRequiredService<SchemaMigrator>());
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [HealthPaths.ServingTag]);
        builder.Services.TryAddSingleton(TimeProvider.System);
    }
}
