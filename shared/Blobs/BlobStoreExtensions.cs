using Engram.Messaging;
using Engram.Messaging.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Blobs;

public static class BlobStoreExtensions
{
    /// <summary>Adds the content-addressed store of pictures, uploads and features.</summary>
    public static WebApplicationBuilder AddBlobStore(this WebApplicationBuilder builder)
    {
        builder.AddDatabase();
        builder.Services.AddSingleton<IBlobStore, PostgresBlobStore>();
        builder.Services.AddSingleton(new SchemaScripts(PostgresBlobStore.Schema, typeof(PostgresBlobStore).Assembly));
        return builder;
    }
}
