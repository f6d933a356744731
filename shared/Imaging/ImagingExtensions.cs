using Engram.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Engram.Imaging;

public static class ImagingExtensions
{
    /// <summary>Registers the <see cref="PictureDecoder"/>; services in one process share it.</summary>
    public static IServiceCollection AddPictureDecoder(this IServiceCollection services)
    {
        services.AddCheckedOptions<ImagingOptions>(ImagingOptions.SectionName);
        services.TryAddSingleton(provider => new PictureDecoder(provider.GetRequiredService<IOptions<ImagingOptions>>().Value));
        return services;
    }
}
