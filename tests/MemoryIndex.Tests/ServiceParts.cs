using Engram.Delivery.Blobs;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.MemoryIndex.Tests;

internal static class ServiceParts
{
    public static IBlobStore GetBlobs(this IServiceProvider services) => services.GetRequiredService<IBlobStore>();
}
