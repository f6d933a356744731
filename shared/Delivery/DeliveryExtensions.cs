using Engram.Delivery.Blobs;
using Engram.Delivery.Inbox;
using Engram.Delivery.Outbox;
using Engram.Delivery.Schema;
using Engram.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Delivery;

/// <summary>Registers what keeps messages and pictures from being lost or done twice.</summary>
public static class DeliveryExtensions
{
    /// <summary>Name of the connection string with the database; arrives by environment: <c>ConnectionStrings__Engram</c>.</summary>
    public const string ConnectionStringName = "Engram";

    /// <summary>Name of the connection string that leads to the same database past a pooler that lends connections by transaction:
    /// <c>ConnectionStrings__Notifications</c>. Without it there is none.</summary>
    public const string NotificationsName = "Notifications";

    /// <summary>
    /// Adds a service's own schema: its context, its SQL scripts (embedded in the context's assembly as <c>*.Schema.NNN-name.sql</c>), its
    /// outbox with a dispatcher, and its inbox.
    /// </summary>
    public static WebApplicationBuilder AddDelivery<TContext>(this WebApplicationBuilder builder)
        where TContext : DeliveryDbContext, ISchemaOwner
    {
        builder.AddDatabase();
        builder.Services.AddDbContext<TContext>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(services.GetRequiredService<ConnectionLimiter>()));
        builder.Services.AddSingleton(new SchemaScripts(TContext.Schema, typeof(TContext).Assembly));
        builder.Services.AddSingleton<IHostedService, OutboxDispatcher<TContext>>();
        builder.Services.AddSingleton<IHostedService, InboxSweeper<TContext>>();
        return builder;
    }

    /// <summary>Adds the content-addressed store of pictures and features.</summary>
    public static WebApplicationBuilder AddBlobStore(this WebApplicationBuilder builder)
    {
        builder.AddDatabase();
        builder.Services.AddSingleton<IBlobStore, PostgresBlobStore>();
        builder.Services.AddSingleton(new SchemaScripts(PostgresBlobStore.Schema, typeof(PostgresBlobStore).Assembly));
        return builder;
    }

    private static void AddDatabase(this WebApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(NpgsqlDataSource)))
            return;
        var database = DatabaseConnections.Read(builder.Configuration, ConnectionStringName);
        var direct = DatabaseConnections.ReadDirect(builder.Configuration, database);
        builder.Services.AddCheckedOptions<DeliveryOptions>(DeliveryOptions.SectionName);
        builder.Services.AddSingleton(services => DatabaseConnections.Open(
            database, services.GetRequiredService<IOptions<DeliveryOptions>>().Value));
        builder.Services.AddSingleton<ConnectionLimiter>();
        builder.Services.AddSingleton(services => new DirectDatabase(
            DatabaseConnections.Open(direct, services.GetRequiredService<IOptions<DeliveryOptions>>().Value)));
        builder.Services.AddHostedService<SchemaMigrator>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
        builder.Services.TryAddSingleton(TimeProvider.System);
    }
}
